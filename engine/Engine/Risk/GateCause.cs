namespace OpenSQT.Lmax.Engine.Risk;

/// <summary>Why trading is reduced or halted. Part of the state hash; append only.</summary>
[Flags]
public enum GateCause : ushort
{
    None = 0,

    // Reducing
    OperatorPause = 1,
    UserStreamDown = 2,
    MarketDataStale = 4,
    SessionLoss = 8,
    Drawdown = 16,
    LiquidationNear = 32,
    VolumeBreaker = 64,

    // Halted
    OperatorHalt = 256,
    PositionMismatch = 512,
    Liquidation = 1024,
    BrokenInvariant = 2048,
    JournalDegraded = 4096,
}
