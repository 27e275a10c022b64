namespace OpenSQT.Lmax.Gateways.Ports;

/// <summary>The WebSocket connections to a venue.</summary>
public enum StreamKind : byte
{
    Market = 0,
    User = 1,
    Candles = 2,

    /// <summary>Orders go out here, and their acknowledgements come back.</summary>
    OrderEntry = 3,

    /// <summary>Mark price and funding.</summary>
    Mark = 4,
}
