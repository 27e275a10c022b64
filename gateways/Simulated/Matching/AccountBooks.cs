using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Simulated.Matching;

/// <summary>
/// Everything the venue must not forget: orders, fills, wallet, position, settings, ids. Changed only through the
/// six methods below, live and when the log is replayed, so that both end in the same state.
/// Every change is noted in <see cref="Entries"/> until the owner has taken it.
/// </summary>
public sealed class AccountBooks
{
    /// <summary>Order ids have 19 digits, as on the real venue: whoever reads them as doubles fails early.</summary>
    public const long FirstOrderId = 8_389_765_700_000_000_001;

    public const long FirstTradeId = 4_308_000_001;

    private const long FirstFundingId = 9_689_000_001;

    private readonly InstrumentRules _rules;
    private readonly List<VenueOrder> _orders = [];
    private readonly List<VenueFill> _fills = [];
    private readonly List<FundingPayment> _funding = [];
    private readonly List<BookEntry> _entries = [];
    private readonly Dictionary<string, VenueOrder> _latestByClientId = new(StringComparer.Ordinal);
    private readonly RestingOrders _buys = new(Side.Buy);
    private readonly RestingOrders _sells = new(Side.Sell);

    public AccountBooks(InstrumentRules rules, long startBalanceE8, int leverage)
    {
        _rules = rules;
        StartBalanceE8 = startBalanceE8;
        WalletE8 = startBalanceE8;
        Leverage = leverage;
    }

    public IReadOnlyList<VenueOrder> Orders => _orders;
    public IReadOnlyList<VenueFill> Fills => _fills;
    public IReadOnlyList<FundingPayment> Funding => _funding;
    public IReadOnlyList<BookEntry> Entries => _entries;
    public long StartBalanceE8 { get; }
    public long WalletE8 { get; private set; }
    public long FeesE8 { get; private set; }
    public PositionState Position { get; private set; }
    public int Leverage { get; private set; }
    public bool IsHedgeMode { get; private set; }
    public bool IsIsolatedMargin { get; private set; }
    public int OpenOrderCount => _buys.Count + _sells.Count;

    internal RestingOrders Resting(Side side) => side == Side.Buy ? _buys : _sells;

    /// <summary>Open orders in the order of their ids.</summary>
    public List<VenueOrder> OpenOrders()
    {
        var open = new List<VenueOrder>(OpenOrderCount);
        for (int i = 0; i < _buys.Count; i++) open.Add(_buys[i]);
        for (int i = 0; i < _sells.Count; i++) open.Add(_sells[i]);
        open.Sort(static (a, b) => a.OrderId.CompareTo(b.OrderId));
        return open;
    }

    public VenueOrder? Find(long orderId)
    {
        long index = orderId - FirstOrderId;
        return index >= 0 && index < _orders.Count ? _orders[(int)index] : null;
    }

    /// <summary>The latest order with this client id (ids may be reused once the earlier order is closed).</summary>
    public VenueOrder? Find(string clientId) => _latestByClientId.GetValueOrDefault(clientId);

    public void ClearEntries() => _entries.Clear();

    internal long NextOrderId => FirstOrderId + _orders.Count;

    internal VenueOrder Open(VenueOrder order)
    {
        if (order.OrderId != NextOrderId)
            throw new InvalidOperationException($"order {order.OrderId} is out of sequence, expected {NextOrderId}");
        order.UpdatedMs = order.CreatedMs;
        _orders.Add(order);
        _latestByClientId[order.ClientId] = order;
        Resting(order.Side).Add(order);
        _entries.Add(new BookEntry(BookEntryKind.Opened, order, null, 0, order.CreatedMs));
        return order;
    }

    internal VenueFill Fill(VenueOrder order, long priceTicks, long lots, bool isMaker, long timeMs) =>
        Fill(order, priceTicks, lots, isMaker, _rules.FeeE8((Int128)priceTicks * lots, isMaker), timeMs);

    /// <summary>
    /// Books a fill with a fee already known (the log keeps it, should the rates change between runs).
    /// </summary>
    internal VenueFill Fill(VenueOrder order, long priceTicks, long lots, bool isMaker, long feeE8, long timeMs)
    {
        if (lots <= 0 || lots > order.LeavesLots)
            throw new InvalidOperationException($"order {order.OrderId}: fill of {lots}, open are {order.LeavesLots}");
        Position = Position.After(order.Side, priceTicks, lots, _rules.UnitE8, out long realizedE8);
        WalletE8 += realizedE8 - feeE8;
        FeesE8 += feeE8;
        order.CumLots += lots;
        order.CumUnits += (Int128)priceTicks * lots;
        order.UpdatedMs = timeMs;
        bool done = order.CumLots == order.QtyLots;
        order.Status = done ? VenueOrderStatus.Filled : VenueOrderStatus.PartiallyFilled;
        if (done) Resting(order.Side).Remove(order);
        var fill = new VenueFill(FirstTradeId + _fills.Count, order, priceTicks, lots, isMaker, feeE8, realizedE8,
            timeMs, order.CumLots, order.CumUnits, WalletE8, Position);
        _fills.Add(fill);
        _entries.Add(new BookEntry(BookEntryKind.Filled, order, fill, 0, timeMs));
        return fill;
    }

    /// <summary>New price and total quantity; the order goes to the end of the queue at its price.</summary>
    internal void Amend(VenueOrder order, long priceTicks, long qtyLots, long timeMs)
    {
        if (!order.IsOpen || qtyLots <= order.CumLots)
            throw new InvalidOperationException($"order {order.OrderId} cannot become {qtyLots} lots");
        Resting(order.Side).Remove(order);
        order.PriceTicks = priceTicks;
        order.QtyLots = qtyLots;
        order.QueueAheadLots = VenueOrder.QueueUnknown;
        order.UpdatedMs = timeMs;
        Resting(order.Side).Add(order);
        _entries.Add(new BookEntry(BookEntryKind.Amended, order, null, 0, timeMs));
    }

    internal void Close(VenueOrder order, VenueOrderStatus status, ExpireReason reason, long timeMs)
    {
        if (!order.IsOpen) throw new InvalidOperationException($"order {order.OrderId} is already {order.Status}");
        Resting(order.Side).Remove(order);
        order.Status = status;
        order.ExpireReason = reason;
        order.UpdatedMs = timeMs;
        _entries.Add(new BookEntry(BookEntryKind.Closed, order, null, 0, timeMs));
    }

    /// <summary>A payment of funding; positive = received.</summary>
    internal void Fund(long amountE8, long timeMs)
    {
        WalletE8 += amountE8;
        _funding.Add(new FundingPayment(FirstFundingId + _funding.Count, amountE8, timeMs));
        _entries.Add(new BookEntry(BookEntryKind.Funded, null, null, amountE8, timeMs));
    }

    internal void Set(BookEntryKind setting, long value, long timeMs)
    {
        switch (setting)
        {
            case BookEntryKind.LeverageSet: Leverage = (int)value; break;
            case BookEntryKind.HedgeModeSet: IsHedgeMode = value != 0; break;
            case BookEntryKind.IsolatedMarginSet: IsIsolatedMargin = value != 0; break;
            default: throw new ArgumentOutOfRangeException(nameof(setting), setting, "not a setting");
        }

        _entries.Add(new BookEntry(setting, null, null, value, timeMs));
    }
}
