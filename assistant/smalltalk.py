"""What is said to an assistant that is no question to the articles."""

import re

_GREETING = re.compile(
    r"^(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|greetings"
    r"|thanks?(?: you)?(?: (?:very|so) much)?"
    r"|thank you|cheers|bye|goodbye|ok(?:ay)?|great|cool|yes|no|test|help|\W*)"
    r"(?:[\s,!.]+(?:there|citewise|all|everyone|you|again))?[\s!.?]*$",
    re.IGNORECASE,
)
_ABOUT_ITSELF = re.compile(
    r"^(?:(?:who|what) are you|what (?:can|do) you (?:do|know)|how (?:do|can) (?:i"
    r"|you) (?:use (?:you|this|it)|work|help)(?: me)?"
    r"|(?:can|could) you help(?: me)?|how are you|what(?:'s|’s| is) up|help me"
    r"|what can i ask(?: you)?"
    r"|(?:what|which|how many) (?:articles|sources|documents|files|papers|outlets|newspapers)"
    r"(?: and \w+)? (?:do you (?:have|know)|are (?:there|indexed|available|in (?:here"
    r"|the (?:index|collection|store|folder)))|have you(?: got)?|can you (?:see|search))"
    r"|what is (?:indexed|in (?:the|this|my) (?:index|collection|store|folder)))"
    r"(?:\s+(?:here|there|now|today|please|with|about))?\W*$",
    re.IGNORECASE,
)


def is_small_talk(text: str) -> bool:
    """Whether a message greets, thanks or asks about the assistant itself."""
    stripped = text.strip()
    return bool(_GREETING.match(stripped) or _ABOUT_ITSELF.match(stripped))
