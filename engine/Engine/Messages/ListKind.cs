namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>
/// What a <see cref="CommandKind.QueryList"/> asks the venue for; the answer is a list. Stored; append only.
/// </summary>
public enum ListKind : byte
{
    None = 0,

    /// <summary>Every open order of the symbol, foreign ones included: <see cref="OrderStatusReport"/> rows.</summary>
    OpenOrders = 1,

    /// <summary>
    /// Orders of the symbol since <see cref="QueryList.SinceNs"/>: <see cref="OrderStatusReport"/> rows.
    /// </summary>
    OrderHistory = 2,

    /// <summary>The fills of one order: <see cref="TradeReport"/> rows.</summary>
    TradesOfOrder = 3,

    /// <summary>The position of the symbol: one <see cref="PositionReport"/> row, also when it is flat.</summary>
    Position = 4,

    /// <summary>Balance and permission to trade: one <see cref="AccountReport"/> row.</summary>
    Account = 5,

    /// <summary>One <see cref="AccountSetting"/> row: 1 = hedge mode, 0 = one-way.</summary>
    PositionMode = 6,

    /// <summary><see cref="AccountSetting"/> rows: leverage.</summary>
    Leverage = 7,

    /// <summary><see cref="AccountSetting"/> rows: maker and taker fee rate in 1e-8.</summary>
    FeeRates = 8,

    /// <summary>One <see cref="AccountSetting"/> row: venue clock minus ours, in ns.</summary>
    ServerTime = 9,

    /// <summary>
    /// Funding of the symbol since <see cref="QueryList.SinceNs"/>, oldest first: <see cref="FundingReport"/> rows. A
    /// full page is accepted; what follows is asked for with the next question.
    /// </summary>
    Funding = 10,
}
