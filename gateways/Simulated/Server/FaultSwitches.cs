namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>
/// What can be made to go wrong, from tests and from <see cref="FaultScript"/>. Any thread may switch. Spans are
/// counted on the machine's monotonic clock.
/// </summary>
public sealed class FaultSwitches : IDisposable
{
    private const int MostPanicCandles = 1_000;
    private const int MostClockAheadMs = 24 * 60 * 60 * 1000;

    private readonly Lock _gate = new();
    private readonly List<PlannedFault> _places = [];
    private readonly List<PlannedFault> _cancels = [];
    private readonly List<PlannedFault> _times = [];
    private long _refuseUntil;
    private long _hangUntil;
    private long _dropUserEventsUntil;
    private long _freezePricesUntil;
    private long _rateLimitUntil;
    private readonly List<Timer> _planned = [];
    private volatile bool _duplicateUserEvents;
    private volatile bool _reorderUserEvents;

    /// <summary>The argument is the one connection to spare, or null.</summary>
    internal event Action<string?>? DropConnectionsAsked;

    internal event Action? ExpireListenKeyAsked;

    internal event Action<int>? PanicCandlesAsked;

    internal event Action<int>? LeverageAsked;

    internal event Action<int>? ClockAheadAsked;

    public bool IsRefusing => IsBefore(ref _refuseUntil);
    public bool IsHanging => IsBefore(ref _hangUntil);
    public bool IsDroppingUserEvents => IsBefore(ref _dropUserEventsUntil);
    public bool IsRateLimiting => IsBefore(ref _rateLimitUntil);
    public bool IsFreezingPrices => IsBefore(ref _freezePricesUntil);

    /// <summary>Every event of the private stream is sent twice.</summary>
    public bool DuplicateUserEvents
    {
        get => _duplicateUserEvents;
        set => _duplicateUserEvents = value;
    }

    /// <summary>The events of one change leave the private stream in reverse order.</summary>
    public bool ReorderUserEvents
    {
        get => _reorderUserEvents;
        set => _reorderUserEvents = value;
    }

    /// <summary>Cuts every connection, REST and streams, now.</summary>
    public void DropConnections() => DropConnections(null);

    /// <summary>New connections are cut as soon as they are made.</summary>
    public void RefuseConnections(TimeSpan span) => SetEnd(ref _refuseUntil, span);

    /// <summary>
    /// Nothing is answered, no stream frame leaves; then everything goes on. Requests reach the matching engine
    /// afterwards, and are refused there (-5028) if their recvWindow has passed.
    /// </summary>
    public void Hang(TimeSpan span) => SetEnd(ref _hangUntil, span);

    /// <summary>Events of the private stream are lost.</summary>
    public void DropUserEvents(TimeSpan span) => SetEnd(ref _dropUserEventsUntil, span);

    /// <summary>Every request is refused with 429, and the reply says for how long in its venue's way.</summary>
    public void RateLimit(TimeSpan span) => SetEnd(ref _rateLimitUntil, span);

    /// <summary>The market stands still; afterwards it goes on where it was.</summary>
    public void FreezePrices(TimeSpan span) => SetEnd(ref _freezePricesUntil, span);

    /// <summary>The listen key dies as if of age.</summary>
    public void ExpireListenKey() => ExpireListenKeyAsked?.Invoke();

    /// <summary>The account's leverage is another one from now on.</summary>
    public void SetLeverage(int leverage)
    {
        if (leverage is < 1 or > 125)
            throw new ArgumentException($"leverage {leverage} is not possible; choose 1 to 125");
        LeverageAsked?.Invoke(leverage);
    }

    /// <summary>The venue's clock is so far ahead of this machine's from now on; negative = behind it.</summary>
    public void SetClockAhead(int ms)
    {
        if (ms is < -MostClockAheadMs or > MostClockAheadMs)
            throw new ArgumentException($"{ms} ms are not possible; choose at most {MostClockAheadMs} either way");
        ClockAheadAsked?.Invoke(ms);
    }

    /// <summary>
    /// The present candle and the next ones, so many in all, fall on unusual volume, of every symbol. The market that
    /// orders trade on is not touched.
    /// </summary>
    public void PanicCandles(int count)
    {
        if (count is < 1 or > MostPanicCandles)
            throw new ArgumentException($"{count} candles are not possible; choose 1 to {MostPanicCandles}");
        PanicCandlesAsked?.Invoke(count);
    }

    public void PlanPlaces(PlannedFault fault) => Plan(_places, fault);

    public void PlanCancels(PlannedFault fault) => Plan(_cancels, fault);

    /// <summary>For questions of the venue's time.</summary>
    public void PlanTimes(PlannedFault fault) => Plan(_times, fault);

    /// <summary>Forgets all plans, ends all spans, sets the clock right.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _places.Clear();
            _cancels.Clear();
            _times.Clear();
        }

        Volatile.Write(ref _refuseUntil, 0);
        Volatile.Write(ref _hangUntil, 0);
        Volatile.Write(ref _dropUserEventsUntil, 0);
        Volatile.Write(ref _freezePricesUntil, 0);
        Volatile.Write(ref _rateLimitUntil, 0);
        _duplicateUserEvents = false;
        _reorderUserEvents = false;
        PanicCandlesAsked?.Invoke(0);
        ClockAheadAsked?.Invoke(0);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (Timer timer in _planned) timer.Dispose();
            _planned.Clear();
        }
    }

    internal void Later(TimeSpan span, Action action)
    {
        lock (_gate) _planned.Add(new Timer(_ => action(), null, span, Timeout.InfiniteTimeSpan));
    }

    /// <summary>How long requests will still be refused; 0 when there is no such fault.</summary>
    internal int RateLimitingMsLeft =>
        (int)Math.Max(0, Volatile.Read(ref _rateLimitUntil) - Environment.TickCount64);

    /// <summary>For Retry-After, rounded up; 0 when there is no such fault.</summary>
    internal int RateLimitingSecondsLeft => IsRateLimiting ? RateLimitingMsLeft / 1_000 + 1 : 0;

    /// <summary>The fault that is planned for the next request of a kind; null = none.</summary>
    internal PlannedFault? Next(EndpointKind kind) => kind switch
    {
        EndpointKind.Place => Next(_places),
        EndpointKind.Cancel => Next(_cancels),
        EndpointKind.Time => Next(_times),
        _ => null,
    };

    internal async Task WhileHangingAsync(CancellationToken stop)
    {
        const int pollMs = 5;
        while (IsHanging) await Task.Delay(pollMs, stop);
    }

    internal void DropConnections(string? exceptId) => DropConnectionsAsked?.Invoke(exceptId);

    private void Plan(List<PlannedFault> plans, PlannedFault fault)
    {
        lock (_gate) plans.Add(fault);
    }

    private PlannedFault? Next(List<PlannedFault> plans)
    {
        lock (_gate)
        {
            if (plans.Count == 0) return null;
            PlannedFault first = plans[0];
            if (first.Skip > 0)
            {
                plans[0] = first with { Skip = first.Skip - 1 };
                return null;
            }

            if (first.Count > 1) plans[0] = first with { Count = first.Count - 1 };
            else plans.RemoveAt(0);
            return first;
        }
    }

    private static void SetEnd(ref long end, TimeSpan span) =>
        Volatile.Write(ref end, Environment.TickCount64 + (long)span.TotalMilliseconds);

    private static bool IsBefore(ref long end) => Volatile.Read(ref end) is not 0 and var until
        && Environment.TickCount64 < until;
}
