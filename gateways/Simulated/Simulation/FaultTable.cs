using static OpenSQT.Lmax.Simulated.Simulation.FaultClass;

namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>
/// The fault classes as data: name, rare and frequent rate (in 1e-5 of the opportunities), and meaning.
/// </summary>
public static class FaultTable
{
    /// <summary>A rate that always hits.</summary>
    public const int Always = 100_000;

    public static IReadOnlyList<FaultRow> Rows { get; } =
    [
        new(RequestLost, "request-lost", 1_000, 10_000, "request: never arrives; no answer"),
        new(RequestDelayed, "request-delayed", 2_000, 10_000, "request: arrives up to 8 s late, past its window too"),
        new(LateAcceptance, "late-acceptance", 1_000, 10_000,
            "place: passes the door, is answered with an error or not at all, and matched up to 9.5 s later"),
        new(ReplyLost, "reply-lost", 1_000, 10_000, "reply: executed, the answer is lost"),
        new(ReplyDelayed, "reply-delayed", 2_000, 10_000, "reply: up to 6 s late, behind the client's patience too"),
        new(ReplyGarbled, "reply-garbled", 500, 5_000, "reply: cut somewhere"),
        new(StaleAnswer, "stale-answer", 2_000, 20_000, "query or list: orders of the last 0.9 s are not shown"),
        new(ServerError, "server-error", 1_000, 10_000, "request: 5xx, executed or not"),
        new(RateLimited, "rate-limited", 200, 2_000, "request: 429"),
        new(IpBanned, "ip-banned", 20, 200, "request: 418, two seconds"),
        new(RejectStorm, "reject-storm", 50, 500, "request: for up to 3 s every place is refused"),
        new(UserEventLost, "user-event-lost", 1_000, 15_000, "frame of the user stream: lost"),
        new(UserEventDuplicated, "user-event-duplicated", 2_000, 20_000, "frame of the user stream: twice"),
        new(UserEventDelayed, "user-event-delayed", 2_000, 20_000,
            "frame of the user stream: up to 3 s late, others overtake it"),
        new(UserEventGarbled, "user-event-garbled", 200, 2_000, "frame of the user stream: cut; costs the connection"),
        new(UserStreamGap, "user-stream-gap", 100, 1_000,
            "0.1 s: the user stream is gone, noticed up to 3 s later, back after up to 5 s"),
        new(ListenKeyExpired, "listen-key-expired", 50, 500, "0.1 s: the listen key dies, with or without its event"),
        new(QuoteLost, "quote-lost", 1_000, 20_000, "quote: lost"),
        new(QuoteDuplicated, "quote-duplicated", 1_000, 10_000, "quote: twice"),
        new(QuoteDelayed, "quote-delayed", 1_000, 10_000, "quote: up to 1 s late, others overtake it"),
        new(QuoteCrossed, "quote-crossed", 500, 5_000, "quote: bid above offer, or empty"),
        new(MarketStreamGap, "market-stream-gap", 50, 500, "0.1 s: no quotes for up to 20 s"),
        new(PriceGap, "price-gap", 200, 1_000, "price step: jumps by up to 15 intervals, seldom by 8 %"),
        new(ThinMarket, "thin-market", 20_000, 70_000, "price step: one to three lots at the best prices"),
        new(ClockJump, "clock-jump", 5_000, 30_000, "start: the wall clock is up to an hour back or 20 s ahead"),
        new(ProcessCrash, "process-crash", 10, 100, "event: the process dies in, before, between or after its steps"),
        new(PowerLoss, "power-loss", 4, 40,
            "event: the machine dies; what was not synced is cut, lost, garbled or an old file's"),
        new(UserOrder, "user-order", 100, 1_000, "0.1 s: a person trades by hand on the same account"),
        new(OperatorCommand, "operator-command", 50, 400,
            "0.1 s: pause, resume, halt, reconcile, adopt, flatten, stop"),
        new(SettingReload, "setting-reload", 50, 400, "0.1 s: settings change while the run goes on"),
        new(ProcessPaused, "process-paused", 20, 150,
            "0.1 s: the process stands still for up to 20 s; its clock goes on, or sleeps with the machine"),
        new(OlderSnapshot, "older-snapshot", 50, 150,
            "0.1 s: a snapshot is taken; starts use the newest, an older one, or find the newest damaged"),
    ];

    public static FaultRow Of(FaultClass fault) => Rows[(int)fault];
}
