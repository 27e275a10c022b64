using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Venues.Binance;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>
/// One seed from its first start to its verdict: a safety phase in which everything may go wrong, then a calm phase
/// in which everything must settle. The same seed gives the same run, event for event.
/// </summary>
internal sealed class SeedRun
{
    public const long StartTicks = 300_000;
    private const long IntervalTicks = 100;
    private const long StartNs = 1_790_000_000 * Timeline.Second;
    private const long LongestCalmNs = 120 * Timeline.Second;

    private readonly long _safetyNs;

    public SeedRun(ulong seed, long safetyNs, FaultProfile? profile, int traceLength,
        Func<SeedRun, Policy>? mutant = null)
    {
        Seed = seed;
        _safetyNs = safetyNs;
        Trace = new SeedTrace(traceLength);
        Policy = mutant?.Invoke(this) ?? new Policy();
        Random = new SeededRandom(seed);
        Faults = new FaultPlan(Random, profile);
        Settings = DrawSettings();
        Definition = DefinitionOf();
        Protocol.Bind(new Instrument(0, Definition));
        Venue = new VirtualVenue(Rules, Time, seed, frame => UserStream!.Send(frame));
        Wire = new VirtualWire(this);
        UserStream = new VirtualUserStream(this);
        Quotes = new VirtualQuotes(this, new VirtualMarket(Random, Faults, StartTicks, IntervalTicks));
        Person = new VirtualPerson(this);
        Process = new VirtualProcess(this);
        Checks = new InvariantChecks(this);
    }

    public static InstrumentRules Rules { get; } = new InstrumentRules().Checked();

    public ulong Seed { get; }
    public SeededRandom Random { get; }
    public FaultPlan Faults { get; }
    public Policy Policy { get; }
    public Timeline Time { get; } = new(StartNs);
    public SeedTrace Trace { get; }
    public IReadOnlyList<(SettingId Id, long Value)> Settings { get; }
    public InstrumentDefinition Definition { get; }
    public BinanceVenue Protocol { get; } = new(
        new Credentials(SimulatedVenueOptions.DemoApiKey, SimulatedVenueOptions.DemoApiSecret), VenueTruth.Bot);
    public VirtualVenue Venue { get; }
    public VirtualWire Wire { get; }
    public VirtualUserStream UserStream { get; }
    public VirtualQuotes Quotes { get; }
    public VirtualPerson Person { get; }
    public VirtualProcess Process { get; }
    public InvariantChecks Checks { get; }
    public SeedFailure? Failure { get; private set; }
    public bool HasFailed => Failure is not null;
    public long VirtualNs => Time.NowNs - StartNs;

    /// <summary>The first broken invariant ends the seed.</summary>
    public void Fail(string invariant, string what) =>
        Failure ??= new SeedFailure(Seed, Process.Events, invariant, what, Trace.Lines());

    public SeedFailure? Run()
    {
        Time.After(0, Quotes.Step);
        Time.Every(100 * Timeline.Millisecond, Tick);
        Time.After(Timeline.Millisecond, Process.Start);
        long end = StartNs + _safetyNs;
        while (Time.NowNs < end && !HasFailed) Time.RunUntil(long.Min(end, Time.NowNs + Timeline.Second));
        Calm();
        if (!HasFailed) Checks.AtEnd();
        Protocol.Dispose();
        return Failure;
    }

    private void Calm()
    {
        Faults.IsCalm = true;
        Person.CalmDown();
        long deadline = Time.NowNs + LongestCalmNs;
        bool asked = false;
        while (!HasFailed)
        {
            Time.RunUntil(Time.NowNs + Timeline.Second);
            string? unsettled = Checks.Unsettled();
            if (unsettled is null) return;
            if (IsSilenced) deadline = Time.NowNs + LongestCalmNs;
            if (Time.NowNs >= deadline) Fail("settles", unsettled);
            if (!asked && Time.NowNs > deadline - LongestCalmNs / 2)
            {
                asked = true;
                Quotes.IsAtRest = true;
                Person.CalmDown(); // the first asking may have met a process that was down
            }
        }
    }

    /// <summary>The venue asked for silence, which may take minutes: the time to settle begins after it.</summary>
    private bool IsSilenced => Process.IsUp && Process.NowNs < Process.State.Tokens.BlockedUntilNs;

    private void Tick()
    {
        if (Process.IsUp)
        {
            Process.Publish(EventKind.TimerFired, EventSource.Timer, default(TimerFired));
            Process.Drain();
        }

        UserStream.Tick();
        Quotes.Tick();
        Person.Tick();
    }

    private List<(SettingId Id, long Value)> DrawSettings() =>
    [
        (SettingId.PriceIntervalE8, IntervalTicks * Rules.TickSizeE8),
        (SettingId.OrderQuantityE8, 30 * FixedPoint.One),
        (SettingId.BuyWindowSize, 3 + Random.Below(4)),
        (SettingId.SellWindowSize, 3 + Random.Below(4)),
        (SettingId.ReconcileIntervalNs, (5 + Random.Below(25)) * Timeline.Second),
        (SettingId.LingerNs, Random.Below(4) * Timeline.Second),
    ];

    private static InstrumentDefinition DefinitionOf()
    {
        var definition = new InstrumentDefinition
        {
            TickSizeE8 = Rules.TickSizeE8,
            LotSizeE8 = Rules.LotSizeE8,
            MinQtyLots = Rules.MinQtyLots,
            MaxQtyLots = Rules.MaxQtyLots,
            MinNotionalE8 = Rules.MinNotionalE8,
            MaxOpenOrders = Rules.MaxOpenOrders,
            MinExitLots = 1,
            QuarantineNs = 10 * Timeline.Second,
        };
        System.Text.Encoding.ASCII.GetBytes(Rules.Symbol, definition.Symbol);
        System.Text.Encoding.ASCII.GetBytes(Rules.QuoteAsset, definition.QuoteAsset);
        return definition;
    }
}
