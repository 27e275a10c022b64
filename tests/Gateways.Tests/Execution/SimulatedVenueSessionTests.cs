using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Execution;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Tests.Venues;
using OpenSQT.Lmax.Gateways.Transport;
using OpenSQT.Lmax.Gateways.Venues.Binance;
using OpenSQT.Lmax.Gateways.Venues.Bitget;
using OpenSQT.Lmax.Gateways.Venues.Gate;
using OpenSQT.Lmax.Simulated;
using OpenSQT.Lmax.Simulated.Server;

namespace OpenSQT.Lmax.Gateways.Tests.Execution;

/// <summary>Both sides of the protocol were written apart, from its description: here they meet.</summary>
public abstract class SimulatedVenueSessionTests(string name, bool ordersByRest) : IAsyncLifetime, IDisposable
{
    private readonly MonotonicClock _clock = new();
    private readonly RecordingSink _sink = new();
    private SimulatedVenue _venue = null!;
    private IVenueProtocol _protocol = null!;
    private VenueSession _session = null!;
    private int _slot;

    public async Task InitializeAsync()
    {
        _venue = await SimulatedVenue.StartAsync(new SimulatedVenueOptions());
        (_protocol, VenueEndpoints endpoints) = ProtocolOf(_venue);
        _session = new VenueSession(_protocol, endpoints, _clock, _sink, 3, ordersByRest: ordersByRest);
        _session.LoadInstrument("ETHUSDT");
        _session.Start();
        _sink.WaitFor(EventKind.GatewayStatus, 3);
        if (!ordersByRest)
            Until(() => _session.Orders!.OpenLanes == ExecutionGateway.DefaultLanes + 1); // and the WebSocket
        _sink.WaitFor(EventKind.BestBidOffer);
    }

    public Task DisposeAsync() => _venue.StopAsync();

    public void Dispose()
    {
        _session.Dispose();
        _protocol.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void ShouldPlaceFillCancelAndAgreeOnTheBooks()
    {
        ulong resting = Place(Newest().BidPriceTicks - 2_000, ReportFlags.PostOnly);
        ulong taking = Place(Newest().OfferPriceTicks + 500, ReportFlags.None);
        ulong crossing = Place(Newest().OfferPriceTicks + 500, ReportFlags.PostOnly);
        Until(() => Reports(taking).Any(r => r.ExecType == ExecType.Trade && r.OrdStatus == OrdStatus.Filled));
        Until(() => Reports(crossing).Any(r => r is { Reason: Reason.WouldTake, CumQtyLots: 0 }
            && r.ExecType is ExecType.Rejected or ExecType.Canceled)); // Bitget's comes late, on the stream
        Until(() => Reports(resting).Count(r => r.ExecType == ExecType.New) == 2); // reply and stream
        Cancel(resting);
        int ends = name == "bitget" ? 1 : 2; // its reply is a receipt and no more
        Until(() => Reports(resting).Count(r => r is { ExecType: ExecType.Canceled, CumQtyLots: 0 }) == ends);
        Cancel(resting);
        _sink.WaitFor(EventKind.OrderCancelReject);
        Assert.Equal(Reason.UnknownOrder, _sink.Single<OrderCancelReject>(EventKind.OrderCancelReject).Reason);

        VenueBooks books = _session.ReadBooks(_clock.WallAtStartNs / 1_000_000 - 60_000);
        VenueLedger ledger = _venue.ReadLedger();
        Assert.Equal((ledger.PositionLots, ledger.WalletE8, ledger.FeesE8, ledger.RealizedE8),
            (books.PositionLots, books.WalletBalanceE8, books.FeesE8, books.RealizedPnlE8));
        Assert.Equal((ledger.BuyFills, ledger.BoughtLots, 0), (books.BuyFills, books.BoughtLots, books.OwnOpenOrders));
        Assert.Equal(10, books.PositionLots);
        if (name != "gate") Assert.Equal(Reports(taking).Sum(r => r.FeeE8), books.FeesE8); // its stream names none
        Assert.Equal((ordersByRest ? 0 : 5, 5), (_session.Orders!.SentOnStream, _session.Orders.Sent));
    }

    [Fact]
    public void ShouldHaveEveryQuestionAnswered()
    {
        ulong filled = Place(Newest().OfferPriceTicks + 500, ReportFlags.None);
        ulong open = Place(Newest().BidPriceTicks - 2_000, ReportFlags.PostOnly);
        Until(() => Reports(filled).Any(r => r.OrdStatus == OrdStatus.Filled)
            && Reports(open).Any(r => r.ExecType == ExecType.New));
        VenueId orderId = Reports(filled)[^1].OrderId;
        ListKind[] kinds = [.. Enum.GetValues<ListKind>().Where(kind => kind != ListKind.None)];
        foreach (ListKind kind in kinds)
        {
            OutboundCommand command = BinanceBench.List(kind, _clock.NowNs - 60_000_000_000, (long)orderId.Low);
            command.Payload<QueryList>().QueryId = 100 + (int)kind;
            _session.Send(command);
        }

        _sink.WaitFor(EventKind.ListEnd, kinds.Length);
        Assert.All(_sink.All<ListEnd>(EventKind.ListEnd), end =>
            Assert.Equal((end.ListKind, Outcome.Accepted), (end.ListKind, end.Outcome)));
        Dictionary<ListKind, int> counts =
            _sink.All<ListEnd>(EventKind.ListEnd).ToDictionary(e => e.ListKind, e => e.Count);
        int inHistory = name == "binance" ? 1 : 0; // the others' history is of finished orders
        Assert.Equal((1, 1 + inHistory, 1, 2), (
            counts[ListKind.OpenOrders], counts[ListKind.OrderHistory], counts[ListKind.Position],
            counts[ListKind.FeeRates]));
        Assert.True(counts[ListKind.TradesOfOrder] >= 1);
        AccountSetting offset = _sink.All<AccountSetting>(EventKind.AccountSetting)
            .Single(s => s.Kind == AccountSettingKind.ClockOffset);
        Assert.InRange(offset.Value, -1_000_000_000, 1_000_000_000);

        _session.Send(Query(filled));
        _session.Send(Query(ClOrdId.Create(3, 9, 1, Side.Buy, 9).Value));
        _sink.WaitFor(EventKind.OrderNotFound);
        Until(() => _sink.All<OrderStatusReport>(EventKind.OrderStatusReport).Any(
            r => r.QueryId == 77 && r.ClOrdId == filled
                && r is { OrdStatus: OrdStatus.Filled, CumQtyLots: 10 } && r.CumValue > 0 == (name == "binance")));
    }

    /// <summary>Half the round trip would be 400 ms off, of a clock that is the same.</summary>
    [Fact]
    public void ShouldKeepTheClockThatItKnowsWhenAnAnswerIsSlow()
    {
        _venue.Faults.PlanTimes(new PlannedFault(RequestFault.DelayReply) { DelayMs = 800 });
        _session.Send(BinanceBench.List(ListKind.ServerTime));
        _sink.WaitFor(EventKind.ListEnd);
        Assert.Equal(Outcome.Accepted, _sink.Single<ListEnd>(EventKind.ListEnd).Outcome);
        Assert.InRange(_sink.Single<AccountSetting>(EventKind.AccountSetting).Value, -50_000_000, 50_000_000);
    }

    /// <summary>In one request where the venue and the way take several; answered one by one in any case.</summary>
    [Fact]
    public void ShouldAnswerEachOrderOfWhatWasGathered()
    {
        ulong[] resting = [.. Enumerable.Range(1, 3).Select(i => Gather(Newest().BidPriceTicks - 2_000 - i))];
        ulong crossing = Gather(Newest().OfferPriceTicks + 500);
        _session.Flush();
        Until(() => resting.All(id => Reports(id).Any(r => r.ExecType == ExecType.New)));
        Until(() => Reports(crossing).Any(r => r is { Reason: Reason.WouldTake, CumQtyLots: 0 }));
        foreach (ulong id in resting)
        {
            OutboundCommand cancel = BinanceBench.Cancel();
            cancel.Payload<CancelOrder>().ClOrdId = id;
            cancel.Payload<CancelOrder>().OrderId = Reports(id)[0].OrderId;
            _session.Gather(cancel);
        }

        _session.Flush();
        Until(() => resting.All(id => Reports(id).Any(r => r is { ExecType: ExecType.Canceled, CumQtyLots: 0 })));
        bool isBatch = ordersByRest && name != "binance";
        Assert.Equal((isBatch ? 2 : 0, 7), (_session.Orders!.Batches, _session.Orders.Sent));
        Assert.Empty(_venue.ReadLedger().OpenOrders);
        Assert.Empty(_sink.All<RequestInDoubt>(EventKind.RequestInDoubt));
    }

    /// <summary>The reply to a list is lost: each of its orders is in doubt.</summary>
    [Fact]
    public void ShouldDoubtEachOrderOfAListWhoseReplyIsLost()
    {
        _venue.Faults.PlanPlaces(new PlannedFault(RequestFault.LoseAck) { Count = 2 });
        ulong[] orders = [.. Enumerable.Range(1, 2).Select(i => Gather(Newest().BidPriceTicks - 2_000 - i))];
        _session.Flush();
        _sink.WaitFor(EventKind.RequestInDoubt, 2);
        Assert.Equal(orders, _sink.All<RequestInDoubt>(EventKind.RequestInDoubt).Select(d => d.ClOrdId).Order());
        int least = ordersByRest ? 2 : 1; // a socket that is cut takes the next one with it
        Assert.InRange(_venue.ReadLedger().OpenOrders.Count(), least, 2);
    }

    [Fact]
    public void ShouldBeSilentAsLongAsTheLimitLastsAndNotMuchLonger()
    {
        _venue.Faults.RateLimit(TimeSpan.FromSeconds(3));
        ulong order = Place(Newest().BidPriceTicks - 2_000, ReportFlags.PostOnly);
        Until(() => Reports(order).Any(r => r is { OrdStatus: OrdStatus.Rejected, Reason: Reason.RateLimited }));
        long silenceNs = _sink.Single<Throttled>(EventKind.Throttled).RetryAfterNs;
        Assert.InRange(silenceNs, 500_000_000, 4_000_000_000); // some tell whole seconds, one nothing: then it is one
    }

    [Fact]
    public void ShouldComeBackAfterEveryConnectionWasCutOrTheListenKeyEnded()
    {
        _sink.Clear();
        _venue.Faults.ExpireListenKey();
        Until(() => Links(GatewayLink.UserStream).SequenceEqual([0, 1]));
        _sink.Clear();
        _venue.Faults.DropConnections();
        foreach (GatewayLink link in new[] { GatewayLink.UserStream, GatewayLink.MarketStream })
            Until(() => Links(link) is [.., 1]);
        Until(() => Links(GatewayLink.OrderEntry) is [] or [.., 1]); // one of its connections may always have been up
        ulong order = Place(Newest().OfferPriceTicks + 500, ReportFlags.None);
        Until(() => Reports(order).Any(r => r.OrdStatus == OrdStatus.Filled));
    }

    private (IVenueProtocol Protocol, VenueEndpoints Endpoints) ProtocolOf(SimulatedVenue venue)
    {
        string url = venue.BaseAddress.ToString().TrimEnd('/');
        var keys = new Credentials(venue.ApiKey, venue.ApiSecret, venue.Passphrase);
        return name switch
        {
            "gate" => (new GateVenue(keys, BinanceBench.Bot), Endpoints(url, "/v4/ws/usdt", "/v4/ws/usdt")),
            "bitget" => (new BitgetVenue(keys, BinanceBench.Bot),
                Endpoints(url, "/v2/ws/public", "/v2/ws/private")),
            _ => (new BinanceVenue(keys, BinanceBench.Bot), VenueEndpoints.FromVenueUrl(url)),
        };
    }

    private static VenueEndpoints Endpoints(string url, string publicPath, string privatePath) => new()
    {
        Rest = VenueAddress.Parse(url),
        PublicStream = VenueAddress.Parse(url + publicPath),
        MarketStream = VenueAddress.Parse(url + publicPath),
        PrivateStream = VenueAddress.Parse(url + privatePath),
        OrderEntry = VenueAddress.Parse(url + privatePath),
    };

    private BestBidOffer Newest() => _sink.All<BestBidOffer>(EventKind.BestBidOffer) is [.., var last]
        ? last : BestBidOfferAfterWait();

    private BestBidOffer BestBidOfferAfterWait()
    {
        _sink.WaitFor(EventKind.BestBidOffer);
        return _sink.All<BestBidOffer>(EventKind.BestBidOffer)[^1];
    }

    private ulong Place(long priceTicks, ReportFlags flags)
    {
        OutboundCommand command = BinanceBench.Place(flags);
        ref NewOrder order = ref command.Payload<NewOrder>();
        order.ClOrdId = ClOrdId.Create(3, 1, ++_slot, Side.Buy, 1).Value;
        order.PriceTicks = priceTicks;
        _session.Send(command);
        return order.ClOrdId;
    }

    private ulong Gather(long priceTicks)
    {
        OutboundCommand command = BinanceBench.Place();
        ref NewOrder order = ref command.Payload<NewOrder>();
        order.ClOrdId = ClOrdId.Create(3, 1, ++_slot, Side.Buy, 1).Value;
        order.PriceTicks = priceTicks;
        _session.Gather(command);
        return order.ClOrdId;
    }

    private void Cancel(ulong clOrdId)
    {
        OutboundCommand command = BinanceBench.Cancel();
        command.Payload<CancelOrder>().ClOrdId = clOrdId;
        _session.Send(command);
    }

    private static OutboundCommand Query(ulong clOrdId)
    {
        OutboundCommand command = BinanceBench.QueryOwn();
        command.Payload<QueryOrder>().ClOrdId = clOrdId;
        return command;
    }

    private IReadOnlyList<ExecutionReport> Reports(ulong clOrdId) =>
        [.. _sink.All<ExecutionReport>(EventKind.ExecutionReport).Where(r => r.ClOrdId == clOrdId)];

    private IReadOnlyList<int> Links(GatewayLink link) =>
        [.. _sink.All<GatewayStatus>(EventKind.GatewayStatus).Where(s => s.Link == link).Select(s => (int)s.Up)];

    private void Until(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, 8_000),
        string.Join(", ", _sink.Events.Where(e => e.Kind != EventKind.BestBidOffer).Select(e => e.Kind)));
}
