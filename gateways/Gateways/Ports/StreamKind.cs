namespace OpenSQT.Lmax.Gateways.Ports;

/// <summary>The streams of a venue that we listen to.</summary>
public enum StreamKind : byte
{
    Market = 0,
    User = 1,
    Candles = 2,
}
