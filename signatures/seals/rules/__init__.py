"""The law of seals: what kinds there are, how one lives, in whose hands it is.

《电子印章管理办法》(国办发〔2025〕33号): applied for, made, filed, used, suspended, cancelled, every act traceable;
国发〔1999〕25号: who has which seal, of what size, approved by whom; custody is personal and never lent (委托规则).
"""

from signatures.seals.rules.kinds import Kind, Seal
from signatures.seals.rules.life import Act, Event, State

__all__ = ["Act", "Event", "Kind", "Seal", "State"]
