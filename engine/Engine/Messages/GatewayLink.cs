namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>Which link. Stored; append only.</summary>
public enum GatewayLink : byte
{
    None = 0,
    MarketStream = 1,
    UserStream = 2,
    OrderEntry = 3,
    CandleStream = 4,

    /// <summary>Not to the venue but to the disk: down while the journal is degraded.</summary>
    Journal = 5,
    MarkStream = 6,
}
