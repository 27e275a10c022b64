namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>Which link to the venue. Stored; append only.</summary>
public enum GatewayLink : byte
{
    None = 0,
    MarketStream = 1,
    UserStream = 2,
    OrderEntry = 3,
    CandleStream = 4,
}
