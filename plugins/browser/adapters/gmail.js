/**
 * Gmail: each open mail is a list item with its sender in `span.gD`, whose `email` attribute is the address.
 *
 * @type {import("./adapter.js").Adapter}
 */
export const gmail = {
  host: /^mail\.google\.com$/,
  channel: "email",
  sender(within) {
    const mail = within.closest(".adn, [role=listitem], .h7");
    const shown = (mail ?? within.ownerDocument).querySelector("span.gD[email]");
    const [name, address] = [shown?.getAttribute("name") ?? "", shown?.getAttribute("email") ?? ""];
    return name && name !== address ? `${name} <${address}>` : address;
  },
};
