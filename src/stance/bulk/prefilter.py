"""Articles that cannot hold a quotation need no parse."""
def may_quote(text: str, *, rules_only: bool = False) -> bool:
    return True
