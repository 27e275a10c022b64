using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;
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

    private static readonly SimulatedVenueOptions Options = new();

    private readonly VenueRow _venue;
    private readonly long _safetyNs;

    /// <param name="seed">Everything is drawn from it.</param>
    /// <param name="safetyNs">Virtual time with faults.</param>
    /// <param name="venue">Name of the venue; null = the seed's own.</param>
    /// <param name="profile">The faults; null = the seed's own.</param>
    /// <param name="traceLength">How many of the last events and commands a failure tells.</param>
    /// <param name="mutant">What breaks the policy; null = nothing.</param>
    public SeedRun(ulong seed, long safetyNs, string? venue, FaultProfile? profile, int traceLength,
        Func<SeedRun, Policy>? mutant = null)
    {
        _venue = VenueTable.Of(seed, venue);
        Protocol = _venue.Client(
            new Credentials(Options.ApiKey, Options.ApiSecret, Options.Passphrase), VenueTruth.Bot);
        Seed = seed;
        _safetyNs = safetyNs;
        Trace = new SeedTrace(traceLength);
        Policy = mutant?.Invoke(this) ?? new Policy();
        Random = new SeededRandom(seed);
        Faults = new FaultPlan(seed, Random, profile);
        Settings = DrawSettings();
        Venue = new VirtualVenue(
            _venue.Side(Rules, Options), Rules, Time, seed, frame => UserStream!.Send(frame));
        Definition = AskDefinition();
        Protocol.Bind(new Instrument(0, Definition));
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
    public string VenueName => _venue.Name;
    public IVenueProtocol Protocol { get; }
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
        Failure ??= new SeedFailure(Seed, VenueName, Process.Events, invariant, what, Trace.Lines());

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
        Process.Tick();
        UserStream.Tick();
        Quotes.Tick();
        Person.Tick();
    }

    private List<(SettingId Id, long Value)> DrawSettings() =>
    [
        (SettingId.PriceIntervalE8, IntervalTicks * Rules.TickSizeE8),
        (SettingId.OrderQuantityE8, 30 * FixedPoint.One),
        .. DrawReloadable(Random),
    ];

    /// <summary>Settings that may change while a run goes on.</summary>
    public static List<(SettingId Id, long Value)> DrawReloadable(SeededRandom dice) =>
    [
        (SettingId.BuyWindowSize, 3 + dice.Below(4)),
        (SettingId.SellWindowSize, 3 + dice.Below(4)),
        (SettingId.ReconcileIntervalNs, (5 + dice.Below(25)) * Timeline.Second),
        (SettingId.LingerNs, dice.Below(4) * Timeline.Second),
    ];

    /// <summary>As the host does it before a run; nothing goes wrong with that here.</summary>
    private InstrumentDefinition AskDefinition()
    {
        var request = new VenueRequest();
        Protocol.EncodeInstrumentQuery(Rules.Symbol, request);
        VenueAnswer answer = Venue.Handle(VirtualCall.AsReceived(request));
        return Protocol.DecodeInstrument(Rules.Symbol, new VenueReply(answer.Status, answer.Body, 0, 0));
    }
}
