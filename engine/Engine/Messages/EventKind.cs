namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>What an <see cref="InboundEvent"/> tells the engine. Stored; append only, values are for ever.</summary>
public enum EventKind : ushort
{
    None = 0,

    // Host
    RunStarted = 1,
    Setting = 2,
    SettingsEnd = 3,
    Instrument = 4,
    EpochStarted = 5,
    TimerFired = 6,
    OperatorCommand = 7,
    GatewayStatus = 8,
    CarriedGrid = 9,
    CarriedHolding = 10,

    // Market
    BestBidOffer = 16,
    Kline = 17,
    MarkPrice = 18,

    // Orders
    ExecutionReport = 32,
    OrderCancelReject = 33,
    RequestInDoubt = 34,
    OrderNotFound = 35,
    Throttled = 36,

    // Answers to queries: ListBegin, rows, ListEnd; they take effect at ListEnd
    ListBegin = 48,
    OrderStatusReport = 49,
    TradeReport = 50,
    PositionReport = 51,
    AccountReport = 52,
    AccountSetting = 53,
    ListEnd = 54,
    FundingReport = 55,
}
