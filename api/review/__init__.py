"""The review: reports grouped into campaigns, labelled by people under rules that liars cannot bend, and trained on."""
