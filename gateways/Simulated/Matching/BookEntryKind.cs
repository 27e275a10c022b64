namespace OpenSQT.Lmax.Simulated.Matching;

/// <summary>What changed in the books.</summary>
public enum BookEntryKind : byte
{
    Opened = 0,
    Filled = 1,
    Closed = 2,
    LeverageSet = 3,
    HedgeModeSet = 4,
    IsolatedMarginSet = 5,
    Funded = 6,
    Amended = 7,
}
