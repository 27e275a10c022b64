using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Simulated.Matching;

/// <summary>
/// The matching core: pure and seeded; time is an argument, one thread at a time calls it.
/// The market is a recording, so this account's orders move nothing and meet only the market, never each other.
///
/// How resting orders fill (always at their own price, as maker):
/// - through: a trade at a better price than the limit, or an opposite quote at or through the limit, up to its size;
/// - at the touch: a taker from the other side trading at exactly the limit fills what is left after the queue. The
///   queue is the quantity displayed at the price when the order joined the best level, or when its price first became
///   the best; all of it must trade first (cancels ahead of the order are not counted: the careful reading). An order
///   alone inside the spread has no queue; one deeper in the book waits until its price is the best;
/// - one fill in four that could be larger than a lot is cut at a seeded place: somebody else was quicker.
/// How takers fill: the displayed quantity at the best opposite price, then one tick worse per level, each level
/// showing <see cref="InstrumentRules.DepthStepLots"/> more; what was taken is gone until the next quote.
/// Reduce-only orders never turn the position: fills stop at flat, orders it no longer covers expire (reason 4).
/// </summary>
public sealed class MatchingCore(InstrumentRules rules, AccountBooks books, ulong seed)
{
    private const int MaxTakerLevels = 10_000;
    private const int OneCutIn = 4;

    private readonly SeededRandom _random = new(seed);
    private readonly long[] _takenLots = new long[2];

    public AccountBooks Books => books;
    public InstrumentRules Rules => rules;

    /// <summary>The market as last seen; not valid before the first quote.</summary>
    public Quote Quote { get; private set; }

    /// <summary>Mark price, 1e-8: the middle of the quote.</summary>
    public long MarkE8 => (Quote.BidTicks + Quote.AskTicks) * rules.TickSizeE8 / 2;

    public MarginState Margin => MarginState.Of(books, rules, MarkE8);

    public VenueError Place(in OrderRequest request, long nowMs, out VenueOrder? order)
    {
        order = null;
        VenueError error = Check(request);
        if (!error.IsNone) return error;
        order = Open(request, nowMs);
        Work(order, nowMs);
        return VenueError.None;
    }

    /// <summary>
    /// New price and total quantity of an open order, which loses its place in the queue. It is cancelled instead when
    /// nothing would be left of it, or when it is post-only and would take.
    /// </summary>
    public VenueError Modify(VenueOrder? order, long priceE8, long quantityE8, long nowMs)
    {
        if (order is not { IsOpen: true }) return VenueErrors.UnknownOrderOnQuery;
        var request = new OrderRequest
        {
            Side = order.Side,
            Type = VenueOrderType.Limit,
            TimeInForce = order.TimeInForce,
            PriceE8 = priceE8,
            QuantityE8 = quantityE8,
            ReduceOnly = order.ReduceOnly,
        };
        VenueError error = OrderFilters.Check(request, rules, MarkE8);
        if (!error.IsNone) return error;
        long limit = priceE8 / rules.TickSizeE8;
        long lots = quantityE8 / rules.LotSizeE8;
        if (limit == order.PriceTicks && lots == order.QtyLots) return VenueErrors.NothingToModify;
        Int128 moreUnits = (Int128)limit * (lots - order.CumLots) - (Int128)order.PriceTicks * order.LeavesLots;
        if (!order.ReduceOnly && !Margin.Allows(order.Side, rules.ValueE8(moreUnits), books.Leverage))
            return VenueErrors.InsufficientMargin;
        bool wouldTake = order.TimeInForce == TimeInForce.PostOnly && WouldTake(order.Side, limit);
        if (lots <= order.CumLots || wouldTake)
        {
            books.Close(order, VenueOrderStatus.Canceled, ExpireReason.None, nowMs);
            return VenueError.None;
        }

        books.Amend(order, limit, lots, nowMs);
        Work(order, nowMs);
        return VenueError.None;
    }

    /// <summary>
    /// For venues that accept what they cannot keep: the order is made and is over at once, untraded.
    /// </summary>
    public VenueOrder PlaceOver(in OrderRequest request, ExpireReason reason, long nowMs)
    {
        VenueOrder order = Open(request, nowMs);
        books.Close(order, VenueOrderStatus.Expired, reason, nowMs);
        return order;
    }

    public VenueError Cancel(VenueOrder? order, long nowMs)
    {
        if (order is not { IsOpen: true }) return VenueErrors.UnknownOrderOnCancel;
        books.Close(order, VenueOrderStatus.Canceled, ExpireReason.None, nowMs);
        return VenueError.None;
    }

    public void CancelAll(long nowMs)
    {
        foreach (VenueOrder order in books.OpenOrders()) Cancel(order, nowMs);
    }

    /// <summary>Fault switch: fills an open limit order completely at its own price, as maker.</summary>
    public void FillNow(VenueOrder order, long nowMs)
    {
        long lots = long.Min(order.LeavesLots, Allowed(order));
        if (lots > 0) books.Fill(order, order.PriceTicks, lots, isMaker: true, nowMs);
        ExpireUncovered(nowMs);
    }

    /// <summary>Charges funding on the position at the mark price, truncated towards zero.</summary>
    public void ChargeFunding(long nowMs)
    {
        Int128 valueE8 = (Int128)books.Position.Lots * rules.LotSizeE8 * MarkE8 / FixedPoint.One;
        long amountE8 = (long)(-valueE8 * rules.FundingRateE8 / FixedPoint.One);
        if (amountE8 != 0) books.Fund(amountE8, nowMs);
    }

    /// <summary>A new best bid and offer. An invalid one (crossed, empty) is ignored.</summary>
    public void OnQuote(in Quote quote, long nowMs)
    {
        if (!quote.IsValid) return;
        Quote = quote;
        _takenLots[0] = _takenLots[1] = 0;
        Cross(Side.Buy, quote.AskTicks, quote.AskLots, nowMs);
        Cross(Side.Sell, quote.BidTicks, quote.BidLots, nowMs);
        UpdateQueues(Side.Buy, quote.BidTicks, quote.BidLots);
        UpdateQueues(Side.Sell, quote.AskTicks, quote.AskLots);
    }

    public void OnTrade(in MarketTrade trade, long nowMs)
    {
        if (trade.Lots <= 0) return;
        MatchTrade(Side.Buy, trade, nowMs);
        MatchTrade(Side.Sell, trade, nowMs);
    }

    /// <summary>Lets an order meet what stands against it; the rest waits or ends.</summary>
    private void Work(VenueOrder order, long nowMs)
    {
        PreventSelfTrade(order, nowMs);
        if (order.IsOpen) Take(order, nowMs);
        if (order.IsOpen) Settle(order, nowMs);
        ExpireUncovered(nowMs);
    }

    private VenueOrder Open(in OrderRequest request, long nowMs)
    {
        bool isLimit = request.Type == VenueOrderType.Limit;
        return books.Open(new VenueOrder
        {
            OrderId = books.NextOrderId,
            ClientId = request.ClientId ?? FormattableString.Invariant($"auto-{books.NextOrderId}"),
            Side = request.Side,
            Type = request.Type,
            TimeInForce = request.TimeInForce,
            ReduceOnly = request.ReduceOnly,
            SelfTradePrevention = request.SelfTradePrevention,
            PriceTicks = isLimit ? request.PriceE8 / rules.TickSizeE8 : 0,
            QtyLots = request.QuantityE8 / rules.LotSizeE8,
            CreatedMs = nowMs,
        });
    }

    private VenueError Check(in OrderRequest request)
    {
        // Orders exist in one-way mode only: the hedge switch is there so that a client can find it on.
        if (books.IsHedgeMode || request.PositionSide != PositionSide.Both) return VenueErrors.PositionSideMismatch;
        VenueError error = OrderFilters.Check(request, rules, MarkE8);
        if (!error.IsNone) return error;
        if (request.ClientId is { } id && books.Find(id) is { IsOpen: true }) return VenueErrors.DuplicateClientId;
        if (books.OpenOrderCount >= rules.MaxOpenOrders) return VenueErrors.TooManyOpenOrders;
        long limit = request.PriceE8 / rules.TickSizeE8;
        long lots = request.QuantityE8 / rules.LotSizeE8;
        if (request.ReduceOnly)
        {
            if (!IsCovered(request, limit)) return VenueErrors.ReduceOnlyRejected;
        }
        else if (!Margin.Allows(request.Side, rules.ValueE8((Int128)ValuedAt(request, limit) * lots), books.Leverage))
        {
            return VenueErrors.InsufficientMargin;
        }

        if (request.Type == VenueOrderType.Market) return VenueError.None;
        if (request.TimeInForce == TimeInForce.PostOnly && WouldTake(request.Side, limit)) return VenueErrors.PostOnly;
        if (request.TimeInForce == TimeInForce.FillOrKill && TakeableLots(request.Side, limit, lots) < lots)
            return VenueErrors.FillOrKill;
        return VenueError.None;
    }

    private long ValuedAt(in OrderRequest request, long limit)
    {
        if (request.Side == Side.Sell) return long.Max(limit, Quote.BidTicks);
        return request.Type == VenueOrderType.Market ? Quote.AskTicks : limit;
    }

    private bool IsCovered(in OrderRequest request, long limit)
    {
        long ahead = 0;
        RestingOrders resting = books.Resting(request.Side);
        int rank = request.Type == VenueOrderType.Market ? 0 : resting.RankOf(limit);
        for (int i = 0; i < rank; i++)
        {
            if (resting[i].ReduceOnly) ahead += resting[i].LeavesLots;
        }

        return ahead < Coverage(request.Side);
    }

    /// <summary>Lots that reduce-only orders of this side may still trade.</summary>
    private long Coverage(Side side) => long.Max(0, side == Side.Sell ? books.Position.Lots : -books.Position.Lots);

    private long Allowed(VenueOrder order) => order.ReduceOnly ? Coverage(order.Side) : long.MaxValue;

    private bool WouldTake(Side side, long limit)
    {
        RestingOrders own = books.Resting(Opposite(side));
        return side == Side.Buy
            ? limit >= Quote.AskTicks || (own.Count > 0 && own[0].PriceTicks <= limit)
            : limit <= Quote.BidTicks || (own.Count > 0 && own[0].PriceTicks >= limit);
    }

    /// <summary>
    /// Own orders that stand before the market on the side to be taken: the new order would meet them.
    /// </summary>
    private void PreventSelfTrade(VenueOrder order, long nowMs)
    {
        RestingOrders own = books.Resting(Opposite(order.Side));
        while (order.IsOpen && own.Count > 0 && Meets(order, own[0].PriceTicks))
        {
            if (order.SelfTradePrevention != SelfTradePrevention.ExpireMaker) ExpireInMatch(order, nowMs);
            if (order.SelfTradePrevention != SelfTradePrevention.ExpireTaker) ExpireInMatch(own[0], nowMs);
        }
    }

    private bool Meets(VenueOrder order, long ownPrice)
    {
        bool isMarket = order.Type == VenueOrderType.Market;
        return order.Side == Side.Buy
            ? ownPrice <= Quote.AskTicks && (isMarket || ownPrice <= order.PriceTicks)
            : ownPrice >= Quote.BidTicks && (isMarket || ownPrice >= order.PriceTicks);
    }

    private void ExpireInMatch(VenueOrder order, long nowMs) =>
        books.Close(order, VenueOrderStatus.ExpiredInMatch, ExpireReason.SelfTradePrevention, nowMs);

    private void Take(VenueOrder order, long nowMs)
    {
        int step = order.Side == Side.Buy ? 1 : -1;
        long best = order.Side == Side.Buy ? Quote.AskTicks : Quote.BidTicks;
        long shown = order.Side == Side.Buy ? Quote.AskLots : Quote.BidLots;
        ref long taken = ref _takenLots[(int)order.Side];
        long skip = taken;
        for (int level = 0; level < MaxTakerLevels && order.IsOpen; level++)
        {
            long price = best + step * level;
            bool isBeyond = order.Type == VenueOrderType.Limit && IsBeyond(order.Side, price, order.PriceTicks);
            if (price <= 0 || isBeyond) break;
            long there = shown + level * rules.DepthStepLots;
            long skipped = long.Min(skip, there);
            skip -= skipped;
            long lots = long.Min(long.Min(there - skipped, order.LeavesLots), Allowed(order));
            if (lots <= 0) continue;
            books.Fill(order, price, lots, isMaker: false, nowMs);
            taken += lots;
        }
    }

    private long TakeableLots(Side side, long limit, long wanted)
    {
        int step = side == Side.Buy ? 1 : -1;
        long best = side == Side.Buy ? Quote.AskTicks : Quote.BidTicks;
        long shown = side == Side.Buy ? Quote.AskLots : Quote.BidLots;
        long sum = -_takenLots[(int)side];
        for (int level = 0; level < MaxTakerLevels && sum < wanted; level++)
        {
            long price = best + step * level;
            if (price <= 0 || IsBeyond(side, price, limit)) break;
            sum += shown + level * rules.DepthStepLots;
        }

        return sum;
    }

    /// <summary>What happens to the part of a new order that did not trade at once.</summary>
    private void Settle(VenueOrder order, long nowMs)
    {
        if (order.Type == VenueOrderType.Market)
            books.Close(order, VenueOrderStatus.Expired, ExpireReason.MarketOrderRest, nowMs);
        else if (order.TimeInForce is TimeInForce.ImmediateOrCancel or TimeInForce.FillOrKill)
            books.Close(order, VenueOrderStatus.Expired, ExpireReason.ImmediateOrCancelRest, nowMs);
        else
            JoinQueue(order, order.Side == Side.Buy ? Quote.BidTicks : Quote.AskTicks,
                order.Side == Side.Buy ? Quote.BidLots : Quote.AskLots);
    }

    private static void JoinQueue(VenueOrder order, long best, long shown)
    {
        if (IsBeyond(order.Side, order.PriceTicks, best)) order.QueueAheadLots = 0; // alone inside the spread
        else if (order.PriceTicks == best && order.QueueAheadLots == VenueOrder.QueueUnknown)
            order.QueueAheadLots = shown;
    }

    private void UpdateQueues(Side side, long best, long shown)
    {
        RestingOrders orders = books.Resting(side);
        for (int i = 0; i < orders.Count; i++)
        {
            if (IsBeyond(side, best, orders[i].PriceTicks)) break; // deeper than the best level, as all that follow
            JoinQueue(orders[i], best, shown);
        }
    }

    private void Cross(Side side, long oppositeTicks, long oppositeLots, long nowMs)
    {
        RestingOrders orders = books.Resting(side);
        long left = oppositeLots;
        while (left > 0 && orders.Count > 0 && !IsBeyond(side, oppositeTicks, orders[0].PriceTicks))
        {
            long given = FillMaker(orders[0], left, nowMs, out bool cut);
            left = cut ? 0 : left - given;
        }
    }

    private void MatchTrade(Side side, in MarketTrade trade, long nowMs)
    {
        RestingOrders orders = books.Resting(side);
        long left = trade.Lots;
        for (int i = 0; left > 0 && i < orders.Count;)
        {
            VenueOrder order = orders[i];
            if (IsBeyond(side, trade.PriceTicks, order.PriceTicks)) break;
            long ahead = 0;
            if (order.PriceTicks == trade.PriceTicks)
            {
                if (trade.Taker == side || order.QueueAheadLots == VenueOrder.QueueUnknown) break;
                ahead = order.QueueAheadLots;
                order.QueueAheadLots -= long.Min(ahead, trade.Lots);
            }

            long can = left - long.Min(ahead, left);
            bool cut = false;
            if (can > 0) left -= FillMaker(order, can, nowMs, out cut);
            if (cut) break;
            if (i < orders.Count && ReferenceEquals(orders[i], order)) i++;
        }
    }

    /// <summary>
    /// Fills a resting order with what is available; afterwards the order is done, cut, or all is used.
    /// </summary>
    private long FillMaker(VenueOrder order, long available, long nowMs, out bool cut)
    {
        long lots = long.Min(long.Min(available, order.LeavesLots), Allowed(order));
        cut = lots > 1 && _random.Below(OneCutIn) == 0;
        if (cut) lots = 1 + _random.Below(lots - 1);
        books.Fill(order, order.PriceTicks, lots, isMaker: true, nowMs);
        ExpireUncovered(nowMs);
        return lots;
    }

    /// <summary>
    /// Reduce-only orders rank by price, then by time; those that begin beyond what the position covers expire.
    /// The one that straddles the end stays whole, and ends when the position is flat.
    /// </summary>
    private void ExpireUncovered(long nowMs)
    {
        ExpireUncovered(Side.Buy, nowMs);
        ExpireUncovered(Side.Sell, nowMs);
    }

    private void ExpireUncovered(Side side, long nowMs)
    {
        RestingOrders orders = books.Resting(side);
        long coverage = Coverage(side);
        long used = 0;
        for (int i = 0; i < orders.Count;)
        {
            VenueOrder order = orders[i];
            if (order.ReduceOnly && used >= coverage)
            {
                books.Close(order, VenueOrderStatus.Expired, ExpireReason.ReduceOnlyKnockedOut, nowMs);
                continue;
            }

            if (order.ReduceOnly) used += order.LeavesLots;
            i++;
        }
    }

    /// <summary>
    /// Whether a price lies beyond the limit of an order of this side: above a buy's, below a sell's.
    /// </summary>
    private static bool IsBeyond(Side side, long price, long limit) => side == Side.Buy ? price > limit : price < limit;

    private static Side Opposite(Side side) => side == Side.Buy ? Side.Sell : Side.Buy;
}
