namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>
/// Why something was rejected, expired or is in doubt: the neutral list into which each venue translates its codes.
/// Stored; append only.
/// </summary>
public enum Reason : byte
{
    None = 0,

    // proven rejects
    WouldTake = 1,
    InsufficientMargin = 2,
    PriceFilter = 3,
    QuantityFilter = 4,
    MinNotional = 5,
    PriceBand = 6,
    DuplicateClOrdId = 7,
    BadClOrdId = 8,
    UnknownOrder = 9,
    ReduceOnlyRejected = 10,
    RequestExpired = 11,
    Auth = 12,
    PositionMode = 13,
    PositionLimit = 14,
    TooManyOpenOrders = 15,
    RateLimited = 16,
    IpBanned = 17,
    Overloaded = 18,
    Maintenance = 19,
    InvalidParameter = 20,
    SymbolClosed = 21,
    Restricted = 22,
    FillOrKillNotFilled = 23,

    // why an order ended although nobody here cancelled it
    ReduceOnlyKnockedOut = 40,
    SelfTradePrevention = 41,
    Liquidated = 42,
    Delisted = 43,

    // in doubt: the request may or may not have been executed
    Timeout = 64,
    Disconnected = 65,
    ExecutionUnknown = 66,
    UnreadableReply = 67,
    UnknownCode = 68,
}
