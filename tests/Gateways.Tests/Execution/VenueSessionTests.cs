using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Execution;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Tests.Fixtures;
using OpenSQT.Lmax.Gateways.Tests.Transport;
using OpenSQT.Lmax.Gateways.Tests.Venues;
using OpenSQT.Lmax.Gateways.Transport;
using OpenSQT.Lmax.Gateways.Venues.Binance;

namespace OpenSQT.Lmax.Gateways.Tests.Execution;

/// <summary>The whole session against a server that knows just enough of Binance.</summary>
public sealed class VenueSessionTests
{
    private const long DayMs = 86_400_000;

    private const string Quote =
        """{"e":"bookTicker","u":{0},"s":"ETHUSDT","b":"2681.62","B":"1.165","a":"2681.63","A":"73.077","T":1,"E":2}""";

    private static VenueSession SessionTo(LoopbackServer server, RecordingSink sink) => new(
        new BinanceVenue(BinanceBench.Keys, BinanceBench.Bot), VenueEndpoints.FromVenueUrl(server.Url),
        new MonotonicClock(), sink, 3, ordersByRest: true);

    [Fact]
    public void ShouldLoadConnectUserStreamFirstTradeAndReadTheBooks()
    {
        List<string> opened = [];
        using var server = new LoopbackServer((socket, number) => Serve(socket, opened));
        var sink = new RecordingSink();
        using VenueSession session = SessionTo(server, sink);

        InstrumentDefinition definition = session.LoadInstrument("ETHUSDT");
        session.Start();
        sink.WaitFor(EventKind.BestBidOffer);
        OutboundCommand place = BinanceBench.Place();
        session.Send(place);
        sink.WaitFor(EventKind.ExecutionReport, 2); // the acknowledgement, and the fill on the user stream

        Assert.Equal(1_000_000, definition.TickSizeE8);
        Assert.Equal("/private/ws/key-of-the-stream", opened[0]);
        Assert.Contains("/public/ws", opened);
        GatewayLink[] links = [.. sink.All<GatewayStatus>(EventKind.GatewayStatus).Select(s => s.Link)];
        Assert.Equal(GatewayLink.UserStream, links[0]);
        Assert.Contains(GatewayLink.MarketStream, links);
        Assert.Contains(GatewayLink.OrderEntry, links);
        BestBidOffer quote = sink.All<BestBidOffer>(EventKind.BestBidOffer)[0];
        Assert.Equal((268_162L, 268_163L), (quote.BidPriceTicks, quote.OfferPriceTicks));
        Assert.True(quote.ReceivedNs > 0);

        long nowMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        VenueBooks books = session.ReadBooks(nowMs - 20 * DayMs); // two windows of a week without fills come first
        Assert.Equal((1_002L, 10_020L, 1, 1), (
            books.BuyFills, books.BoughtLots, books.OwnOpenOrders, books.ForeignOpenOrders));
        Assert.Equal((Int128)268_162 * 10_020, books.BoughtUnits);
        Assert.Equal((1_002L * 268, 10_020L, 999_900_000_000L), (
            books.FeesE8, books.PositionLots, books.WalletBalanceE8));
    }

    [Fact]
    public void ShouldConflateQuotesButNeverReports()
    {
        using var server = new LoopbackServer((socket, number) => Serve(socket, [], quotes: 5_000));
        var sink = new RecordingSink();
        using VenueSession session = SessionTo(server, sink);
        session.LoadInstrument("ETHUSDT");
        session.Start();

        Assert.True(SpinWait.SpinUntil(() => session.Market!.Quotes == 5_000, 5_000));
        Assert.True(SpinWait.SpinUntil(
            () => sink.All<BestBidOffer>(EventKind.BestBidOffer) is [.., { UpdateId: 5_000 }], 5_000));
        IReadOnlyList<BestBidOffer> published = sink.All<BestBidOffer>(EventKind.BestBidOffer);
        Assert.Equal(5_000, published.Count + published.Sum(q => q.Conflated));
        Assert.Equal(session.Market!.Conflated, published.Sum(q => q.Conflated));
        Assert.True(session.Market.Conflated > 0);
    }

    [Fact]
    public void ShouldOpenANewSessionWhenTheListenKeyEndsOrAReportIsUnreadable()
    {
        int userStreams = 0;
        using var server = new LoopbackServer((socket, number) => Serve(socket, [], onUserStream: () =>
            Interlocked.Increment(ref userStreams) switch
            {
                1 => "{\"e\":\"listenKeyExpired\",\"E\":\"1736996475556\"}",
                2 => "{\"e\":\"ORDER_TRADE_UPDATE\",\"o\":{\"s\":\"ETHUSDT\",\"c\":\"" + BinanceBench.OwnText()
                    + "\"}}",
                _ => null,
            }));
        var sink = new RecordingSink();
        using VenueSession session = SessionTo(server, sink);
        session.LoadInstrument("ETHUSDT");
        session.Start();

        Assert.True(SpinWait.SpinUntil(() => sink.All<GatewayStatus>(EventKind.GatewayStatus)
            .Count(s => s.Link == GatewayLink.UserStream) == 5, 8_000)); // up, down, up, down, up
        Assert.Equal(1, session.User!.Broken);
    }

    [Fact]
    public void ShouldExplainWhyItCannotStart()
    {
        using var server = new LoopbackServer((socket, number) => Serve(socket, []));
        using VenueSession session = SessionTo(server, new RecordingSink());
        Assert.Contains("NOSUCH", Assert.Throws<VenueException>(() => session.LoadInstrument("NOSUCH")).Message,
            StringComparison.Ordinal);

        server.Dispose();
        using VenueSession lost = SessionTo(server, new RecordingSink());
        string message = Assert.Throws<VenueException>(() => lost.LoadInstrument("ETHUSDT")).Message;
        Assert.Contains("out of reach", message, StringComparison.Ordinal);
        Assert.Contains($"{server.Port}", message, StringComparison.Ordinal);
    }

    private static void Serve(Socket socket, List<string> opened, int quotes = 3, Func<string?>? onUserStream = null)
    {
        string fill = Encoding.UTF8.GetString(BinanceBench.Owned(
            VenueFixture.One("binance", "orders", "partially-filled-derived"))).Replace(
                "BTCUSDT", "ETHUSDT", StringComparison.Ordinal);
        while (LoopbackServer.ReadHead(socket) is { } head)
        {
            string target = head.Split(' ')[1];
            if (!head.Contains("Upgrade: websocket", StringComparison.Ordinal))
            {
                LoopbackServer.Send(socket, LoopbackServer.Reply(200, Answer(target)));
                continue;
            }

            lock (opened) opened.Add(target);
            WebSocketServerFrames.Accept(socket, head);
            if (target.StartsWith("/public", StringComparison.Ordinal))
            {
                Assert.Contains("SUBSCRIBE", Encoding.UTF8.GetString(WebSocketServerFrames.Read(socket).Payload),
                    StringComparison.Ordinal);
                socket.Send([.. WebSocketServerFrames.Text("{\"result\":null,\"id\":1}"), .. Enumerable.Range(1, quotes)
                    .SelectMany(i => WebSocketServerFrames.Text(
                        Quote.Replace("{0}", $"{i}", StringComparison.Ordinal)))]);
            }
            else if (target.StartsWith("/private", StringComparison.Ordinal))
                socket.Send(WebSocketServerFrames.Text(onUserStream is null ? fill : onUserStream() ?? "{}"));

            while (WebSocketServerFrames.Read(socket).Opcode == 9) socket.Send(WebSocketServerFrames.Frame(10, []));
        }
    }

    private static string Answer(string target)
    {
        string path = target.Split('?')[0];
        return path switch
        {
            "/fapi/v1/exchangeInfo" => Encoding.UTF8.GetString(
                VenueFixture.One("binance", "rest", "exchange-info-btc-eth-quarterly").Bytes),
            "/fapi/v1/income" => "[]",
            "/fapi/v1/time" => """{"serverTime":1789837689736}""",
            "/fapi/v1/listenKey" => """{"listenKey":"key-of-the-stream"}""",
            "/fapi/v1/userTrades" => Fills(target),
            "/fapi/v3/positionRisk" =>
                """[{"symbol":"ETHUSDT","positionAmt":"10.020","entryPrice":"1","markPrice":"1"}]""",
            "/fapi/v3/account" => """{"assets":[{"asset":"USDT","walletBalance":"9999.00","availableBalance":"1"}]}""",
            "/fapi/v1/openOrders" => $"[{Order(BinanceBench.OwnText())},{Order("web_x")}]",
            _ => Order(Regex.Match(target, "[cC]lientOrderId=([a-z0-9]+)").Groups[1].Value),
        };
    }

    /// <summary>Fills of this week only: a full first page of 1 000, and two more behind it.</summary>
    private static string Fills(string target)
    {
        Match since = Regex.Match(target, "startTime=([0-9]+)");
        long weekAgoMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - 7 * DayMs;
        if (since.Success && long.Parse(since.Groups[1].Value, CultureInfo.InvariantCulture) < weekAgoMs) return "[]";
        Match from = Regex.Match(target, "fromId=([0-9]+)");
        int first =
            from.Success ? int.Parse(from.Groups[1].Value, CultureInfo.InvariantCulture) : 1;
        IEnumerable<string> rows = Enumerable.Range(first, Math.Min(1_000, 1_003 - first)).Select(id =>
            $$"""{"symbol":"ETHUSDT","id":{{id}},"orderId":7,"side":"BUY","price":"2681.62","qty":"0.010","""
            + """ "realizedPnl":"0","commission":"0.00000268","commissionAsset":"USDT","time":1789837689736}""");
        return $"[{string.Join(',', rows)}]";
    }

    private static string Order(string id) =>
        $$"""{"orderId":7,"symbol":"ETHUSDT","status":"NEW","clientOrderId":"{{id}}","price":"2681.62","""
        + """ "origQty":"0.010","executedQty":"0","side":"BUY","updateTime":1789837689736}""";
}
