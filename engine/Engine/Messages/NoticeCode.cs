namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>What a <see cref="Notice"/> is about. Letters name its fields A, B, C. Stored; append only.</summary>
public enum NoticeCode : ushort
{
    None = 0,

    /// <summary>A TradingState, B causes now, C causes before (GateCause).</summary>
    TradingStateChanged = 1,

    /// <summary>A EnginePhase.</summary>
    PhaseChanged = 2,

    /// <summary>A anchor in ticks, B interval in ticks.</summary>
    GridSet = 3,

    /// <summary>Safety: A SlotState, B SlotTrigger of a pair that cannot happen.</summary>
    IllegalTransition = 4,

    /// <summary>A slot's order is in doubt; A slot, B SlotTrigger.</summary>
    OrderInDoubt = 5,

    /// <summary>Proven never to have existed; A slot, B age of the request in ns.</summary>
    OrderProvenAbsent = 6,

    /// <summary>A report about an order of ours that is not in the journal (any more); A CumQty in lots.</summary>
    UnknownOwnOrder = 7,

    /// <summary>After proven rejects the slot pauses; A slot, B rejects, C pause in ns.</summary>
    SlotPaused = 8,

    /// <summary>
    /// An exit goes as a plain limit order after repeated would-take refusals; A slot, B price in ticks.
    /// </summary>
    ExitDowngraded = 9,

    /// <summary>The venue asked for silence; A ns.</summary>
    VenueThrottles = 10,

    /// <summary>A liquidation or auto-deleveraging fill was seen; A lots, B price in ticks.</summary>
    LiquidationSeen = 11,

    /// <summary>A quote beyond the collar waits for confirmation; A reference in ticks, B last accepted.</summary>
    PriceJump = 12,

    /// <summary>Margin reject: A most open buys, B for how long in ns.</summary>
    MarginLocked = 13,

    /// <summary>Slots are left out because of their value: A limit, B position and open buys (1e-8).</summary>
    PositionLimitReached = 14,

    /// <summary>A result of this run, B its best, C the limit that was passed (1e-8).</summary>
    LossLimitReached = 15,

    /// <summary>
    /// A the lower of reference and mark price in ticks, B liquidation price in 1e-8, C least distance in 1e-8.
    /// </summary>
    LiquidationNear = 16,

    /// <summary>The order cleaner cancels: A live orders, B buys and C sells that go.</summary>
    OrdersCleaned = 17,

    /// <summary>All that could be sold is sold; A lots left.</summary>
    Flattened = 18,

    /// <summary>A holding too small to be sold moves up: A old slot, B new slot, C lots.</summary>
    SmallHoldingMoved = 19,

    /// <summary>
    /// An entry goes as a plain limit order after repeated would-take refusals; A slot, B price in ticks.
    /// </summary>
    EntryDowngraded = 20,

    /// <summary>
    /// Funding from the venue's list: A received (negative: paid), B since the journal began (1e-8), C its time in ns.
    /// </summary>
    FundingBooked = 21,

    /// <summary>A ns since the last quote, B ns allowed.</summary>
    MarketDataStale = 22,

    /// <summary>A ns since the user stream is down, B ns allowed.</summary>
    UserStreamDown = 23,

    // Pre-flight and start: refusals
    RefusedIntervalNotOnTick = 32,

    /// <summary>A setting's journaled value, B the new value (1e-8): needs --new-grid.</summary>
    RefusedGridChanged = 33,

    /// <summary>Tick or lot size of the instrument changed; A old tick, B new tick (1e-8).</summary>
    RefusedInstrumentChanged = 34,
    RefusedCannotTrade = 35,
    RefusedHedgeMode = 36,

    /// <summary>A position in lots (negative).</summary>
    RefusedShortPosition = 37,

    /// <summary>A leverage, B allowed.</summary>
    RefusedLeverage = 38,

    /// <summary>A how many orders the balance carries, B required.</summary>
    RefusedCapacity = 39,

    /// <summary>A profit of one lot's round trip after fees, 1e-16 quote; B maker fee rate in 1e-8.</summary>
    RefusedUnprofitable = 40,

    /// <summary>A offset in ns, B allowed.</summary>
    RefusedClockOffset = 41,

    /// <summary>A smallest possible order value, B order_quantity (1e-8).</summary>
    RefusedOrderTooSmall = 42,

    /// <summary>The grid would need slots beyond ±500 000; A slot.</summary>
    RefusedGridTooFine = 43,

    /// <summary>The 16-bit epoch or the 19-bit generation is used up: choose a new bot code. A slot.</summary>
    RefusedIdsExhausted = 44,

    /// <summary>The venue did not answer a start-up question in time; A ListKind.</summary>
    RefusedNoAnswer = 45,

    // Pre-flight figures
    /// <summary>A how many orders the balance carries, B required.</summary>
    PreflightCapacity = 56,

    /// <summary>A maker fee, B taker fee (1e-8), C profit per lot and round trip after fees (1e-16 quote).</summary>
    PreflightFees = 57,

    /// <summary>A available balance (1e-8), B leverage, C clock offset in ns.</summary>
    PreflightAccount = 58,

    /// <summary>
    /// With the window fully bought: A estimated liquidation price (1e-8; 0 = none above zero), B value of the
    /// position (1e-8), C its lots.
    /// </summary>
    PreflightLiquidation = 59,

    // Reconcile
    /// <summary>
    /// A list of open orders was compared: A own orders adopted, B cancelled, C foreign orders left alone.
    /// </summary>
    ReconcileOrders = 64,

    /// <summary>A fill learnt from the venue's lists: A slot, B lots (negative = sold), C value in units.</summary>
    ReconcileBooked = 65,

    /// <summary>A own position in lots, B the venue's, C difference.</summary>
    ReconcilePosition = 66,

    /// <summary>Written off: A slot, B lots, C cost in units.</summary>
    ReconcileWrittenOff = 67,

    /// <summary>Adopted into the grid: A slot, B lots, C cost in units.</summary>
    PositionAdopted = 68,

    /// <summary>More at the venue than the slots hold; not ours, not sold. A lots.</summary>
    ForeignSurplus = 69,

    /// <summary>Own order of no slot is cancelled: A slot in its id.</summary>
    StrayCanceled = 70,

    /// <summary>Reconcile done: A passes, B ns since it began.</summary>
    Reconciled = 71,

    /// <summary>A slot's holding moved to the new grid: A old slot, B new slot, C lots.</summary>
    HoldingMoved = 72,

    // Volume breaker
    /// <summary>A symbols that count as abnormal, B needed for that, C of them without data.</summary>
    BreakerTripped = 80,

    /// <summary>At the trip: A symbol, B its volume in 1e-3 of the mean, C its close in 1e-8 of the mean.</summary>
    BreakerSymbol = 81,

    /// <summary>
    /// At the trip, without data: A symbol, B closed candles known, C time of the last one in ns (0: none).
    /// </summary>
    BreakerSymbolSilent = 82,

    /// <summary>A symbols that recovered, B needed for that, C ns since the trip.</summary>
    BreakerRecovered = 83,

    // Stop
    /// <summary>A own orders still at the venue, B in doubt.</summary>
    StopUnverified = 96,
}
