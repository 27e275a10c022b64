using OpenSQT.Lmax.Simulated.Books;
using OpenSQT.Lmax.Simulated.Fronts;
using OpenSQT.Lmax.Simulated.Market;
using OpenSQT.Lmax.Simulated.Matching;
using OpenSQT.Lmax.Simulated.Streams;

namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>
/// The one place where the core is touched: requests and the market thread take turns on one lock. What changed is
/// written to the log, then told to the private stream, before the lock is left; so events leave in order and no
/// reply can overtake the log.
/// </summary>
internal sealed class Exchange : IDisposable
{
    private const int EventsPerTurn = 128;
    private const int IdleMs = 50;
    private const long NsPerMs = 1_000_000;

    private readonly Lock _gate = new();
    private readonly AccountBooks _books;
    private readonly BookLog? _log;
    private readonly MarketPlayer _player;
    private readonly double _speed;
    private readonly UserFrames _users;
    private readonly List<(string Name, byte[] Frame)> _told = [];
    private readonly MarketFrames _market;
    private readonly CandleFrames _candleFrames;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;
    private long _marketNs;
    private long _lastSecond;
    private long _nextFundingMs;

    public Exchange(SimulatedVenueOptions options, FaultSwitches faults)
    {
        Rules = options.Instrument.Checked();
        Faults = faults;
        Keys = new ListenKeys(options.ListenKeyLifetimeMs);
        Limits = new RequestLimits(options.WeightPerMinute, options.OrdersPer10Seconds, options.OrdersPerMinute);
        RecordedMarket recording = RecordedMarket.Shared(options.RecordingPath ?? RecordedMarket.DefaultPath, Rules);
        if (options.BooksDirectory is { } directory)
            _log = BookLog.Open(directory, Rules, options.StartBalanceE8, options.Leverage, out _books);
        else
            _books = new AccountBooks(Rules, options.StartBalanceE8, options.Leverage);
        _nextFundingMs = Rules.NextFundingMs(Clock.NowMs());
        Core = new MatchingCore(Rules, _books, options.Seed);
        _player = new MarketPlayer(recording, options.Seed, options.PriceShiftTicks);
        _speed = options.Speed;
        _users = new UserFrames(Rules, (name, frame) => _told.Add((name, frame)));
        _market = new MarketFrames(Hub, Rules, Clock.NowMs());
        long firstTicks = recording.Events.Span[0].Quote.BidTicks + options.PriceShiftTicks;
        Candles = new CandleMarket(Rules.Symbol, Rules.QuoteAsset, options.Seed, Clock.NowMs(),
            long.Max(1, firstTicks) * Rules.TickSizeE8);
        _candleFrames = new CandleFrames(Hub, Candles);
        faults.PanicCandlesAsked += count => Run(_ => Candles.BeginPanic(count));
        faults.LeverageAsked += leverage => Run(nowMs => _books.Set(BookEntryKind.LeverageSet, leverage, nowMs));
        faults.ClockAheadAsked += ms => Run(_ => Clock.SetAhead(ms));
        faults.ExpireListenKeyAsked += () => Run(_ => EndSessions());
        Apply(_player.Next()); // the market is open before the first request
        _thread = new Thread(PlayMarket) { IsBackground = true, Name = "venue-market" };
    }

    public InstrumentRules Rules { get; }
    public FaultSwitches Faults { get; }
    public VenueClock Clock { get; } = new();
    public StreamHub Hub { get; } = new();

    /// <summary>Only inside <see cref="Run"/>.</summary>
    public MatchingCore Core { get; }

    /// <summary>Only inside <see cref="Run"/>.</summary>
    public CandleMarket Candles { get; }

    /// <summary>Only inside <see cref="Run"/>.</summary>
    public ListenKeys Keys { get; }

    /// <summary>Only inside <see cref="Run"/>.</summary>
    public RequestLimits Limits { get; }

    /// <summary>
    /// The dead-man's switch: when all orders are cancelled, in venue time; 0 = off. Only inside <see cref="Run"/>.
    /// </summary>
    public long CancelAllAtMs { get; set; }

    /// <summary>Fronts of other venues; complete before <see cref="Start"/>.</summary>
    public List<IVenueStreams> Streams { get; } = [];

    /// <summary>Only inside <see cref="Run"/>.</summary>
    public long UpdateId => _market.UpdateId;

    public void Start() => _thread.Start();

    /// <summary>Runs one operation on the core at the venue's time (ms), writes and tells what it changed.</summary>
    public void Run(Action<long> operation)
    {
        lock (_gate)
        {
            long nowMs = Clock.NowMs();
            operation(nowMs);
            Commit(nowMs);
        }
    }

    /// <summary>Moves the market; the new quote is shown at once.</summary>
    public void JumpPrice(long ticks)
    {
        lock (_gate) Apply(_player.Jump(ticks));
    }

    public void Dispose()
    {
        _stop.Set();
        Faults.Dispose();
        if (_thread.IsAlive) _thread.Join();
        lock (_gate) _log?.Dispose();
        _stop.Dispose();
    }

    private void EndSessions()
    {
        Keys.ExpireNow();
        foreach (IVenueStreams streams in Streams) streams.EndSessions();
    }

    private void Apply(in MarketEvent e)
    {
        long nowMs = Clock.NowMs();
        if (e.IsTrade)
        {
            Core.OnTrade(e.Trade, nowMs);
            Candles.Trade(e.Trade.PriceTicks * Rules.TickSizeE8, e.Trade.Lots * Rules.LotSizeE8, e.AtNs);
        }
        else Core.OnQuote(e.Quote, nowMs);
        Commit(nowMs);
        _market.Publish(e, nowMs);
        foreach (IVenueStreams streams in Streams) streams.OnMarket(e, nowMs);
    }

    private void Commit(long nowMs)
    {
        if (_books.Entries.Count == 0) return;
        _log?.Append(_books.Entries);
        if (Keys.Current is { } key && !Faults.IsDroppingUserEvents) TellAccount(key, nowMs);
        foreach (IVenueStreams streams in Streams) streams.OnAccount(_books, nowMs);
        _books.ClearEntries();
    }

    private void PlayMarket()
    {
        long last = System.Diagnostics.Stopwatch.GetTimestamp();
        while (!_stop.IsSet)
        {
            long now = System.Diagnostics.Stopwatch.GetTimestamp();
            double elapsedNs = System.Diagnostics.Stopwatch.GetElapsedTime(last, now).TotalNanoseconds;
            last = now;
            bool standsStill = Faults.IsFreezingPrices;
            if (!standsStill) _marketNs += (long)(elapsedNs * _speed);
            int waitMs = 1;
            try
            {
                bool behind = !standsStill && PlayDue();
                TickCandles();
                TickSecond();
                if (behind) continue;
                if (!standsStill) waitMs = WaitMs();
            }
            catch (IOException)
            {
                waitMs = IdleMs; // the log cannot be written (disk full?): what is unwritten is untold, and tried again
            }

            _stop.Wait(waitMs);
        }
    }

    /// <summary>Plays what is due, in small turns so that requests get in between; true when more is due.</summary>
    private bool PlayDue()
    {
        for (int turn = 0; turn < EventsPerTurn; turn++)
        {
            lock (_gate)
            {
                if (_player.NextAtNs > _marketNs) return false;
                Apply(_player.Next());
            }
        }

        return true;
    }

    private int WaitMs()
    {
        double dueMs = (_player.NextAtNs - _marketNs) / _speed / NsPerMs;
        return (int)double.Clamp(dueMs, 1, IdleMs);
    }

    /// <summary>The candle clock is the market's: it waits for a market that cannot keep up.</summary>
    private void TickCandles()
    {
        lock (_gate)
        {
            Candles.Advance(long.Min(_marketNs, _player.NextAtNs));
            _candleFrames.Tick(Clock.NowMs());
            foreach (IVenueStreams streams in Streams) streams.OnTick(Clock.NowMs());
        }
    }

    private void ChargeFunding(long nowMs)
    {
        if (nowMs < _nextFundingMs) return;
        _nextFundingMs = Rules.NextFundingMs(nowMs);
        Core.ChargeFunding(nowMs);
        Commit(nowMs);
    }

    private void TickSecond()
    {
        lock (_gate)
        {
            long nowMs = Clock.NowMs();
            if (Keys.TakeExpired(nowMs) is { } key)
                SendTo(key, "listenKeyExpired", _users.ListenKeyExpired(key, nowMs));
            if (CancelAllAtMs != 0 && nowMs >= CancelAllAtMs)
            {
                CancelAllAtMs = 0;
                Core.CancelAll(nowMs);
                Commit(nowMs);
            }

            if (nowMs / 1_000 == _lastSecond) return;
            _lastSecond = nowMs / 1_000;
            ChargeFunding(nowMs);
            if (!Faults.IsFreezingPrices) _market.PublishMarkPrice(Core.MarkE8, nowMs);
        }
    }

    private void TellAccount(string key, long nowMs)
    {
        _users.Publish(_books, nowMs);
        if (Faults.ReorderUserEvents) _told.Reverse();
        foreach ((string name, byte[] frame) in _told) SendTo(key, name, frame);
        _told.Clear();
    }

    private void SendTo(string key, string eventName, byte[] frame)
    {
        Hub.Publish(StreamClass.Private, key, frame, eventName);
        if (Faults.DuplicateUserEvents) Hub.Publish(StreamClass.Private, key, frame, eventName);
    }
}
