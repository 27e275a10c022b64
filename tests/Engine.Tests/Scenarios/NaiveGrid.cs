namespace OpenSQT.Lmax.Engine.Tests.Scenarios;

/// <summary>
/// The trading rules once more, written from the rules alone and as plainly as possible: it looks at everything at
/// every event, knows only orders that the venue has taken or cancelled at once, and shares no code with the engine.
/// Sections in comments are those of the rules. Left out because the paths do not touch them: doubt, refusals, guards.
/// </summary>
internal sealed class NaiveGrid(NaiveSettings settings)
{
    private const decimal Never = decimal.MaxValue;

    private readonly Dictionary<int, decimal> _repricedAt = [];
    private decimal _now;
    private long _bid;
    private long? _reference;
    private (long Price, decimal Since)? _jump;
    private bool _isJumping;
    private decimal _entriesWaitUntil;
    private long _spikeIndex;
    private (long Grid, long Half)? _indices;
    private bool _somethingChanged;
    private bool _isUnsent;
    private decimal _dueAt = Never;
    private decimal _tokens = settings.Burst;
    private decimal _tokensAt;

    public NaiveBooks Books { get; } = new();

    /// <summary>At most one order per slot (section 3).</summary>
    public SortedDictionary<int, NaiveOrder> Orders { get; } = [];

    private long GridIndex => _indices!.Value.Grid;

    public void OnQuote(long bid, long offer, decimal now)
    {
        _now = now;
        if (bid > 0 && offer >= bid) See(bid, (bid + offer) / 2);
        Act();
    }

    public void OnTimer(decimal now)
    {
        _now = now;
        Act();
    }

    public void OnFill(int slot, long lots, long fee)
    {
        NaiveOrder order = Orders[slot];
        order.Filled += lots;
        if (order.IsBuy) Books.Buy(slot, lots, order.Price, fee);
        else Books.Sell(slot, lots, order.Price, fee);
        if (order.Filled == order.Lots) Orders.Remove(slot);
        _somethingChanged = true;
        Act();
    }

    /// <summary>Section 4: the reference, and jumps beyond the collar.</summary>
    private void See(long bid, long reference)
    {
        if (_reference is { } last && IsBeyondCollar(reference, last))
        {
            if (_jump is not { } jump || IsBeyondCollar(reference, jump.Price)) _jump = (reference, _now);
            _isJumping = true;
            if (_now - _jump!.Value.Since < 1) return;
        }

        _jump = null;
        _isJumping = false;
        _bid = bid;
        _reference = reference;
        (long Grid, long Half) indices = (
            Floor((reference - settings.Interval / 10m - settings.Anchor) / settings.Interval),
            Floor(2m * (reference - settings.Anchor) / settings.Interval));
        if (indices == _indices) return;
        WatchSpike(indices.Grid);
        _indices = indices;
        _somethingChanged = true;
    }

    private void WatchSpike(long gridIndex)
    {
        bool hasRisen = _indices is { } before && gridIndex - before.Grid > settings.BuyWindow;
        bool hasLeft = _now < _entriesWaitUntil && Math.Abs(gridIndex - _spikeIndex) > settings.BuyWindow / 2m;
        if (!hasRisen && !hasLeft) return;
        _spikeIndex = gridIndex;
        _entriesWaitUntil = _now + 1;
    }

    /// <summary>Section 4: only if an index, a slot or a limit changed, or something is due or unsent.</summary>
    private void Act()
    {
        if (_indices is null) return;
        while (_somethingChanged || _isUnsent || _now >= _dueAt)
        {
            _somethingChanged = _isUnsent = false;
            _dueAt = Never;
            int before = Messages;
            SendTheDifference();
            if (Messages == before) return; // what is unsent waits for the next event
            foreach (NaiveOrder gone in Orders.Values.Where(o => o.IsLeaving).ToList()) Orders.Remove(gone.Slot);
            _somethingChanged = true; // the venue's answers are events too
        }
    }

    /// <summary>Every message to the venue, for the words of a failure.</summary>
    public List<string> Log { get; } = [];

    public int Messages => Log.Count;

    private void SendTheDifference()
    {
        List<int> ranked = RankedExits();
        List<int> exits = [.. ranked.Take(settings.SellWindow)];
        HashSet<int> kept = [.. ranked.Take(settings.SellWindow + settings.Hysteresis)];
        List<int> entries = WantedEntries();

        // Section 4.3: the size of the set; each side is assured half, the nearest first.
        int mostExits = Math.Max(settings.SetSize / 2, settings.SetSize - entries.Count);
        if (exits.Count + entries.Count > settings.SetSize) exits = [.. exits.Take(mostExits)];
        entries = [.. entries.Take(settings.SetSize - exits.Count)];

        // Section 4.5: cancels, exits, entries. A cancel that lacks a token holds back what comes after it.
        foreach (NaiveOrder order in Orders.Values)
            if (order.IsBuy ? BuyGoes(order) : SellGoes(order, kept))
                Cancel(order);
        MakeRoom(exits, entries);
        if (_isUnsent) return;
        foreach (int k in exits) PlaceExit(k);
        foreach (int k in entries) PlaceEntry(k);
    }

    /// <summary>Section 4.1: by where they would sell, then the higher slot; a slot that buys takes no place.</summary>
    private List<int> RankedExits() =>
    [
        .. Books.Holdings.Keys
            .Where(k => !(Orders.TryGetValue(k, out NaiveOrder? order) && order.IsBuy))
            .Where(k => ExitPrice(k) == _bid + 1 || !IsBeyondCollar(SellPrice(k), _reference!.Value))
            .OrderBy(ExitPrice).ThenByDescending(k => k),
    ];

    /// <summary>Section 4.2 and section 2: the window's slots that are Free (or buy already) and earn.</summary>
    private List<int> WantedEntries()
    {
        if (_isJumping)
        {
            _isUnsent = true; // whatever is wanted stays due until the price is certain
            return [];
        }

        if (_now < _entriesWaitUntil)
        {
            DueAt(_entriesWaitUntil);
            return [];
        }

        return
        [
            .. Enumerable.Range(0, settings.BuyWindow).Select(i => (int)GridIndex - i)
                .Where(k => Orders.TryGetValue(k, out NaiveOrder? order)
                    ? order.IsBuy
                    : Books.LotsIn(k) == 0 && BuyPrice(k) > 0 && Earns(k)),
        ];
    }

    private bool Earns(int k) => settings.Interval > settings.MakerFee * (BuyPrice(k) + SellPrice(k));

    private bool BuyGoes(NaiveOrder order)
    {
        // Section 3, partial buys.
        bool isHalfAbove = _reference!.Value >= BuyPrice(order.Slot) + settings.Interval / 2m;
        if (Books.LotsIn(order.Slot) > 0 && isHalfAbove) return true;
        return HasLingered(order, order.Slot < GridIndex - settings.BuyWindow + 1 - settings.Hysteresis);
    }

    private bool SellGoes(NaiveOrder order, HashSet<int> kept)
    {
        if (!kept.Contains(order.Slot)) return HasLingered(order, true);
        order.UnwantedSince = null;

        // Section 4.1: re-priced only downwards, by half an interval or more, at most once a second.
        long price = ExitPrice(order.Slot);
        if (order.Price - price < settings.Interval / 2m || IsBeyondCollar(price, _reference!.Value)) return false;
        if (_repricedAt.TryGetValue(order.Slot, out decimal at) && _now - at < 1)
        {
            DueAt(at + 1);
            return false;
        }

        return true;
    }

    private bool HasLingered(NaiveOrder order, bool isUnwanted)
    {
        order.UnwantedSince = isUnwanted ? order.UnwantedSince ?? _now : null;
        if (order.UnwantedSince is not { } since) return false;
        if (_now - since >= settings.LingerSeconds) return true;
        DueAt(since + settings.LingerSeconds);
        return false;
    }

    /// <summary>Section 4.4: outside orders stay while there is room; past that the farthest go first.</summary>
    private void MakeRoom(List<int> exits, List<int> entries)
    {
        int missing = exits.Concat(entries).Count(k => !Orders.ContainsKey(k));
        while (Orders.Values.Count(o => !o.IsLeaving) + missing > settings.CleanupThreshold - 1)
        {
            NaiveOrder? farthest = Orders.Values.Where(o => !o.IsLeaving)
                .Where(o => o.IsBuy ? !entries.Contains(o.Slot) && o.Slot <= GridIndex : !exits.Contains(o.Slot))
                .MaxBy(o => Math.Abs(o.Price - _reference!.Value));
            if (farthest is null || !Cancel(farthest)) return;
        }
    }

    private void PlaceExit(int k)
    {
        if (Orders.ContainsKey(k) || IsBeyondCollar(ExitPrice(k), _reference!.Value) || _isJumping) return;
        Place(k, false, ExitPrice(k), Books.LotsIn(k));
    }

    private void PlaceEntry(int k)
    {
        if (Orders.ContainsKey(k) || Orders.Count >= settings.CleanupThreshold - 1) return;
        Place(k, true, BuyPrice(k), EntryLots(k));
    }

    /// <summary>Section 2: the nearest lot (0.001) to the fixed amount, at least the venue's minimum.</summary>
    private long EntryLots(int k)
    {
        decimal valueOfLot = BuyPrice(k) * 0.00001m;
        long nearest = (long)Math.Floor(settings.OrderQuantity / valueOfLot + 0.5m);
        return Math.Max(nearest, (long)Math.Ceiling(settings.MinNotional / valueOfLot));
    }

    private void Place(int k, bool isBuy, long price, long lots)
    {
        if (!TakeToken($"{(isBuy ? 'B' : 'S')}{k}")) return;
        Orders[k] = new NaiveOrder { Slot = k, IsBuy = isBuy, Price = price, Lots = lots };
    }

    private bool Cancel(NaiveOrder order)
    {
        if (!TakeToken($"X{order.Slot}")) return false;
        order.IsLeaving = true;
        if (!order.IsBuy && order.UnwantedSince is null) _repricedAt[order.Slot] = _now;
        return true;
    }

    /// <summary>Section 5: every message takes a token; without one the rest waits for the next event.</summary>
    private bool TakeToken(string message)
    {
        _tokens = Math.Min(settings.Burst, _tokens + (_now - _tokensAt) * settings.OrdersPerSecond);
        _tokensAt = _now;
        if (_tokens < 1)
        {
            _isUnsent = true;
            return false;
        }

        _tokens--;
        Log.Add(message);
        return true;
    }

    private long BuyPrice(int k) => settings.Anchor + k * settings.Interval;
    private long SellPrice(int k) => BuyPrice(k) + settings.Interval;
    private long ExitPrice(int k) => Math.Max(SellPrice(k), _bid + 1);
    private bool IsBeyondCollar(long price, long from) => Math.Abs(price - from) > from * settings.Collar;
    private void DueAt(decimal time) => _dueAt = Math.Min(_dueAt, time);
    private static long Floor(decimal value) => (long)Math.Floor(value);
}
