namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>
/// What can go wrong; each is off, rare or frequent in a seed. Rates and texts: <see cref="FaultTable"/>.
/// </summary>
public enum FaultClass
{
    RequestLost,
    RequestDelayed,
    LateAcceptance,
    ReplyLost,
    ReplyDelayed,
    ReplyGarbled,
    StaleAnswer,
    ServerError,
    RateLimited,
    IpBanned,
    RejectStorm,
    UserEventLost,
    UserEventDuplicated,
    UserEventDelayed,
    UserEventGarbled,
    UserStreamGap,
    ListenKeyExpired,
    QuoteLost,
    QuoteDuplicated,
    QuoteDelayed,
    QuoteCrossed,
    MarketStreamGap,
    PriceGap,
    ThinMarket,
    ClockJump,
    ProcessCrash,
    PowerLoss,
    UserOrder,
    OperatorCommand,
    SettingReload,
    ProcessPaused,
    OlderSnapshot,
}
