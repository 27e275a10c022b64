namespace OpenSQT.Lmax.Simulated.Matching;

/// <summary>Which side expires when an order would trade with one of the same account. Stored in the books.</summary>
public enum SelfTradePrevention : byte
{
    ExpireMaker = 0,
    ExpireTaker = 1,
    ExpireBoth = 2,
}
