import IdentityLookup

/// Sorts away what Postproof calls a scam. It decides nothing by itself and keeps nothing.
final class MessageFilterExtension: ILMessageFilterExtension {}

extension MessageFilterExtension: ILMessageFilterQueryHandling {
    func handle(
        _ queryRequest: ILMessageFilterQueryRequest,
        context: ILMessageFilterExtensionContext,
        completion: @escaping (ILMessageFilterQueryResponse) -> Void
    ) {
        // iOS asks the server that Info.plist names; the extension itself has no network.
        context.deferQueryRequestToNetwork { response, _ in
            let answer = ILMessageFilterQueryResponse()
            answer.action = response.map(Self.action) ?? .none
            completion(answer)
        }
    }

    /// Whatever is not a plain `junk` or `allow`, such as a problem, is `none`: iOS shows the message.
    private static func action(of response: ILNetworkResponse) -> ILMessageFilterAction {
        guard response.urlResponse.statusCode == 200,
              let told = try? JSONDecoder().decode(Told.self, from: response.data)
        else { return .none }
        switch told.action {
        case "junk": return .junk
        case "allow": return .allow
        default: return .none
        }
    }

    private struct Told: Decodable {
        let action: String
    }
}
