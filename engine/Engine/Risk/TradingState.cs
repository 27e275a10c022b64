namespace OpenSQT.Lmax.Engine;

/// <summary>What the safety layers allow. The strictest cause wins. Part of the state hash; append only.</summary>
public enum TradingState : byte
{
    /// <summary>Entries and exits.</summary>
    Active = 0,

    /// <summary>No entries: live buys are cancelled; exits go on.</summary>
    Reducing = 1,

    /// <summary>Cancels only.</summary>
    Halted = 2,
}
