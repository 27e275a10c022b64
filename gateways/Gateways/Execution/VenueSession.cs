using System.Security.Cryptography.X509Certificates;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Streams;
using OpenSQT.Lmax.Gateways.Transport;

namespace OpenSQT.Lmax.Gateways.Execution;

/// <summary>
/// One instrument at one venue, as the host composes it: streams, order entry, and blocking questions. In the order
/// of use: <see cref="LoadInstrument"/>, <see cref="Start"/>, <see cref="Send"/>, <see cref="ReadBooks"/>, Dispose.
/// </summary>
public sealed class VenueSession : IDisposable
{
    private const int QuestionTimeoutMs = 10_000;
    private const int UserStreamWaitMs = 5_000;
    private const int MarketStaleMs = 15_000;
    private const int CandleStreamWaitMs = 5_000;
    private const int CandleStaleMs = 60_000;
    private const int MaxFillPages = 1_000;
    private const int ClockAttempts = 5;
    private const long SlowClockReplyNs = 500_000_000;
    private static readonly TimeSpan RenewalRetry = TimeSpan.FromMinutes(1);

    private readonly IVenueProtocol _protocol;
    private readonly VenueEndpoints _endpoints;
    private readonly MonotonicClock _clock;
    private readonly IEventSink _sink;
    private readonly ReportWatch _reports;
    private readonly byte _instrument;
    private readonly Action<long>? _tickToOrder;
    private readonly X509Certificate2? _customRoot;
    private readonly CandleWatch? _candles;
    private readonly ExecutionOptions _execution;
    private readonly HttpConnection _control;
    private readonly DeadMansSwitch? _deadMansSwitch;
    private readonly VenueRequest _request = new();
    private readonly Timer _renewal;
    private readonly ManualResetEventSlim _isReady = new();
    private OverlappingFeed? _userFeed;
    private OverlappingFeed? _marketFeed;
    private OverlappingFeed? _candleFeed;
    private OverlappingFeed? _markFeed;
    private string _foreignOrders = "";
    private bool _isDisposed;

    /// <param name="protocol">The venue's translation; holds the credentials.</param>
    /// <param name="endpoints">Where the venue is.</param>
    /// <param name="clock">The process's clock.</param>
    /// <param name="sink">Where events go.</param>
    /// <param name="instrument">Index of the instrument in this process.</param>
    /// <param name="tickToOrder">See <see cref="ExecutionGateway"/>.</param>
    /// <param name="customRoot">Trust this root alone (tests).</param>
    /// <param name="candles">Whose candles to listen to; null = none.</param>
    /// <param name="deadMansSwitch">When the venue is to cancel by itself; null = never.</param>
    /// <param name="ordersByRest">Orders go by REST only, even where the venue takes them over WebSocket.</param>
    public VenueSession(
        IVenueProtocol protocol, VenueEndpoints endpoints, MonotonicClock clock, IEventSink sink, byte instrument,
        Action<long>? tickToOrder = null, X509Certificate2? customRoot = null,
        CandleWatch? candles = null, DeadMansSwitchOptions? deadMansSwitch = null, bool ordersByRest = false)
    {
        _protocol = protocol;
        _endpoints = endpoints;
        _clock = clock;
        _sink = sink;
        _reports = new ReportWatch(sink);
        _instrument = instrument;
        _tickToOrder = tickToOrder;
        _customRoot = customRoot;
        _candles = candles;
        _execution = new ExecutionOptions { OrderEntry = ordersByRest ? null : endpoints.OrderEntry };
        _control = new HttpConnection(endpoints.Rest, clock, customRoot);
        if (deadMansSwitch is not null)
            _deadMansSwitch = new DeadMansSwitch(protocol, endpoints.Rest, clock, deadMansSwitch, customRoot);
        _renewal = new Timer(_ => Renew());
    }

    /// <summary>Counters of order entry; null before <see cref="Start"/>.</summary>
    public ExecutionGateway? Orders { get; private set; }

    /// <summary>Counters of the market stream; null before <see cref="Start"/>.</summary>
    public MarketStream? Market { get; private set; }

    /// <summary>Counters of the user stream; null before <see cref="Start"/>.</summary>
    public UserStream? User { get; private set; }

    /// <summary>Counters of the candle stream; null without one.</summary>
    public CandleStream? Candles { get; private set; }

    /// <summary>Counters of the stream of mark prices; null without one.</summary>
    public MarkStream? Marks { get; private set; }

    /// <summary>What is wrong with a connection at this moment, for the status line; empty = nothing.</summary>
    public string Problem => string.Join("; ", new[]
        {
            _userFeed?.LastProblem, _marketFeed?.LastProblem, _candleFeed?.LastProblem, Candles?.Problem,
            _markFeed?.LastProblem,
            Orders?.StreamProblem, _deadMansSwitch?.Problem, _foreignOrders,
        }
        .Where(problem => !string.IsNullOrEmpty(problem)).Distinct());

    /// <summary>
    /// Asks the venue for the instrument and the time, and binds the protocol to it. Throws
    /// <see cref="VenueException"/> with the remedy when the venue is out of reach or the symbol cannot be traded.
    /// </summary>
    public InstrumentDefinition LoadInstrument(string symbol)
    {
        _protocol.EncodeInstrumentQuery(symbol, _request);
        InstrumentDefinition definition;
        try
        {
            definition = _control.Exchange(
                _request, QuestionTimeoutMs, (in reply) => _protocol.DecodeInstrument(symbol, reply));
        }
        catch (VenueException e) when (e.InnerException is not null)
        {
            throw new VenueException($"the venue is out of reach: {e.Message}. Check the address, or start it.", e);
        }

        _protocol.Bind(new Instrument(_instrument, definition));
        AskTime();
        return definition;
    }

    /// <summary>
    /// Connects: user stream first, because an order must never be out while nobody listens for its fills; then
    /// order entry, candles and quotes: with the first quote trading may begin. Returns when the user stream is up,
    /// or after a few seconds without it: it goes on trying, and the engine waits for its status event.
    /// </summary>
    public void Start()
    {
        User = new UserStream(_protocol, _control, _clock, _reports, _instrument);
        _userFeed = new OverlappingFeed(
            "user-stream", _endpoints.PrivateStream, User, new FeedTiming(), _clock, _customRoot,
            _protocol.Dialect);
        _userFeed.Start();
        User.WaitUntilUp(UserStreamWaitMs);
        TimeSpan renewal = _protocol.SessionRenewal;
        if (renewal > TimeSpan.Zero) _renewal.Change(renewal, Timeout.InfiniteTimeSpan);

        Orders = new ExecutionGateway(
            _protocol, _endpoints.Rest, _clock, _reports, _instrument, _tickToOrder, _execution, _customRoot);
        Orders.Start();
        _isReady.Set();
        StartDeadMansSwitch();
        StartCandles();
        StartMarks();
        Market = new MarketStream(_protocol, _clock, _sink, _instrument);
        _marketFeed = new OverlappingFeed(
            "market-stream", _endpoints.PublicStream, Market, new FeedTiming { StaleMs = MarketStaleMs }, _clock,
            _customRoot, _protocol.Dialect);
        _marketFeed.Start();
    }

    /// <summary>
    /// See <see cref="ExecutionGateway.Send"/>: one thread only. Waits for the start: an engine that has orders from
    /// before decides as soon as time passes, however long the venue takes to tell its contract.
    /// </summary>
    public void Send(in OutboundCommand command)
    {
        _isReady.Wait();
        Orders?.Send(command); // null = the session ended before it began
    }

    /// <summary>See <see cref="ExecutionGateway.Gather"/>; <see cref="Flush"/> has to follow.</summary>
    public void Gather(in OutboundCommand command)
    {
        _isReady.Wait();
        Orders?.Gather(command);
    }

    /// <summary>See <see cref="ExecutionGateway.Flush"/>.</summary>
    public void Flush() => Orders?.Flush();

    /// <summary>
    /// The venue's own books of the symbol since a moment (ms since 1970, venue time), by REST on the calling thread.
    /// Throws <see cref="VenueException"/> when any part cannot be read: a failed question never means zero.
    /// </summary>
    public VenueBooks ReadBooks(long sinceMs)
    {
        VenueBooks books = ReadFills(sinceMs);
        var rows = new CollectedRows();
        Ask(ListKind.Position, rows);
        Ask(ListKind.OpenOrders, rows);
        Ask(ListKind.Account, rows);
        books.PositionLots = rows.PositionLots;
        books.WalletBalanceE8 = rows.WalletBalanceE8;
        books.OwnOpenOrders = rows.OwnOrders;
        books.ForeignOpenOrders = rows.ForeignOrders;
        books.FundingE8 = ReadFunding(sinceMs * 1_000_000);
        return books;
    }

    /// <summary>Page by page until nothing is new; null = this venue cannot be asked.</summary>
    private long? ReadFunding(long sinceNs)
    {
        var rows = new CollectedRows();
        for (long fromNs = sinceNs; ; fromNs = rows.NewestFundingNs + 1_000_000)
        {
            long newestNs = rows.NewestFundingNs;
            if (!TryAsk(ListKind.Funding, rows, fromNs)) return null;
            if (rows.NewestFundingNs == newestNs) return rows.FundingE8;
        }
    }

    private VenueBooks ReadFills(long sinceMs)
    {
        VenueBooks books = default;
        var cursor = new FillsCursor(sinceMs);
        for (int page = 0; page < MaxFillPages; page++)
        {
            _protocol.EncodeFillsPage(cursor, _clock.NowNs, _request);
            (books, cursor) = _control.Exchange(_request, QuestionTimeoutMs, (in reply) =>
            {
                VenueBooks sum = books;
                FillsCursor next = _protocol.DecodeFillsPage(reply, cursor, ref sum);
                return (sum, next);
            });
            if (cursor.IsDone) return books;
        }

        throw new VenueException("more fills than can be read: compare a shorter time");
    }

    public void Dispose()
    {
        lock (_renewal)
        {
            if (_isDisposed) return;
            _isDisposed = true;
            _renewal.Dispose();
        }

        _isReady.Set();
        Orders?.Dispose();
        _deadMansSwitch?.Dispose();
        _marketFeed?.Dispose();
        _control.Dispose(); // wakes a stream that is just opening its session or reading its history
        _candleFeed?.Dispose();
        _markFeed?.Dispose();
        _userFeed?.Dispose();
    }

    private void StartDeadMansSwitch()
    {
        if (_deadMansSwitch is null) return;
        if (!_protocol.EncodeDeadMansSwitch(TimeSpan.Zero, _clock.NowNs, _request)) return; // this venue has none
        const string remedy = "the dead-man's switch would cancel them too "
            + "(guards.dead_mans_switch_seconds: 0 leaves it off)";
        var rows = new CollectedRows();
        try
        {
            Ask(ListKind.OpenOrders, rows);
            if (rows.ForeignOrders > 0)
                _foreignOrders = $"{rows.ForeignOrders} orders of others are open on this symbol: {remedy}";
        }
        catch (VenueException e)
        {
            _foreignOrders = $"whether others have orders on this symbol is not known ({e.Message}): {remedy}";
        }

        _deadMansSwitch.Start();
    }

    private void StartCandles()
    {
        if (_candles is null) return;
        _protocol.Watch(_candles);
        Candles = new CandleStream(_protocol, _candles, _control, _clock, _sink, _instrument);
        _candleFeed = new OverlappingFeed(
            "candle-stream", _endpoints.MarketStream, Candles, new FeedTiming { StaleMs = CandleStaleMs }, _clock,
            _customRoot, _protocol.Dialect);
        _candleFeed.Start();
        Candles.WaitUntilUp(CandleStreamWaitMs);
    }

    private void StartMarks()
    {
        if (_protocol.MarkTarget is null) return;
        Marks = new MarkStream(_protocol, _clock, _sink, _instrument);
        _markFeed = new OverlappingFeed(
            "mark-stream", _endpoints.MarketStream, Marks, new FeedTiming { StaleMs = MarketStaleMs }, _clock,
            _customRoot, _protocol.Dialect);
        _markFeed.Start();
    }

    /// <summary>
    /// Signatures carry the venue's time. An answer that took long hardly tells it: asked again, a few times.
    /// </summary>
    private void AskTime()
    {
        for (int attempt = 1; attempt <= ClockAttempts; attempt++)
        {
            long askedNs = _clock.NowNs;
            try
            {
                Ask(ListKind.ServerTime, new CollectedRows());
                if (_clock.NowNs - askedNs <= SlowClockReplyNs) return;
            }
            catch (VenueException) when (attempt < ClockAttempts)
            {
                continue;
            }
        }
    }

    private void Ask(ListKind kind, CollectedRows rows)
    {
        if (!TryAsk(kind, rows)) throw new VenueException($"{_protocol.Name} cannot be asked for {kind}");
    }

    /// <summary>False = this venue cannot be asked that. Throws when it was asked and did not answer.</summary>
    private bool TryAsk(ListKind kind, CollectedRows rows, long sinceNs = 0)
    {
        var request = new VenueRequest(); // also called by the renewal, beside the thread that owns the other one
        OutboundCommand command = default;
        ref QueryList query = ref command.Begin<QueryList>(
            CommandKind.QueryList, new RecordHeader { Instrument = _instrument });
        query.ListKind = kind;
        query.SinceNs = sinceNs;
        if (!_protocol.Encode(command, _clock.NowNs, request)) return false;
        ListPage page = default;
        do
        {
            if (page.HasMore) _protocol.EncodeNext(command, page, _clock.NowNs, request);
            page = _control.Exchange(request, QuestionTimeoutMs, (in reply) =>
            {
                ListPage next = page;
                _protocol.DecodeReply(command, reply, ref next, rows);
                return next;
            });
        }
        while (page.HasMore);

        if (rows.LastEnd.Outcome != Outcome.Accepted)
            throw new VenueException($"{_protocol.Name} did not answer {kind}: {rows.LastEnd.Reason}"
                + (rows.LastEnd.Reason == Reason.Auth ? ". Check the API key and its permissions." : ""));
        return true;
    }

    private void Renew()
    {
        TimeSpan next = _protocol.SessionRenewal;
        try
        {
            if (User is { } user && !user.Renew()) _userFeed?.Reconnect();
            Ask(ListKind.ServerTime, new CollectedRows()); // clocks drift apart over days
        }
        catch (VenueException)
        {
            next = RenewalRetry; // the key lives twice as long as its renewal interval: there is time to try again
        }

        lock (_renewal)
        {
            if (!_isDisposed) _renewal.Change(next, Timeout.InfiniteTimeSpan);
        }
    }
}
