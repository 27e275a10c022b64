using System.Globalization;
using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Tests.Fixtures;
using OpenSQT.Lmax.Gateways.Venues.Binance;

namespace OpenSQT.Lmax.Gateways.Tests.Venues;

/// <summary>
/// Binance's protocol bound to the instruments of the fixtures, with commands and ids to try it with.
/// </summary>
internal static class BinanceBench
{
    public const long NowNs = 1_800_000_000_000_000_000;

    public static readonly Credentials Keys = new("test-key", "test-secret");

    private static readonly Dictionary<string, (string Tick, string Lot)> Steps = new()
    {
        ["BTCUSDT"] = ("0.01", "0.001"),
        ["ETHUSDT"] = ("0.01", "0.001"),
        ["BNBUSDT"] = ("0.0001", "0.01"),
        ["XRPUSDT"] = ("0.0001", "0.1"),
        ["DOTUSDT"] = ("0.0001", "0.1"),
        ["ADAUSDT"] = ("0.00001", "1"),
        ["ACEUSDT"] = ("0.000001", "0.01"),
        ["PHBUSDT"] = ("0.0001", "1"),
        ["1000PEPEUSDT"] = ("0.0000001", "1"),
    };

    public static BotCode Bot =>
        BotCode.TryParse("b1", out BotCode code) ? code : throw new InvalidOperationException();

    public static Instrument InstrumentOf(string symbol)
    {
        (string tick, string lot) = Steps[symbol];
        InstrumentDefinition definition = default;
        Encoding.UTF8.GetBytes(symbol, definition.Symbol);
        Encoding.UTF8.GetBytes("USDT", definition.QuoteAsset);
        definition.TickSizeE8 = E8(decimal.Parse(tick, CultureInfo.InvariantCulture));
        definition.LotSizeE8 = E8(decimal.Parse(lot, CultureInfo.InvariantCulture));
        return new Instrument(3, definition);
    }

    public static BinanceVenue VenueFor(string symbol)
    {
        var venue = new BinanceVenue(Keys, Bot);
        venue.Bind(InstrumentOf(symbol));
        return venue;
    }

    public static long Ticks(string symbol, decimal price) =>
        (long)decimal.Truncate(price * FixedPoint.One / InstrumentOf(symbol).TickSizeE8);

    public static long Lots(string symbol, decimal quantity) =>
        (long)(quantity * FixedPoint.One / InstrumentOf(symbol).LotSizeE8);

    public static long E8(decimal value) => (long)(value * FixedPoint.One);

    public static long Id(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    public static ClOrdId OwnId(Side side = Side.Buy) => ClOrdId.Create(3, 7, -12, side, 4);

    public static string OwnText(Side side = Side.Buy)
    {
        byte[] text = new byte[ClOrdId.TextLength];
        OwnId(side).Format(Bot, text);
        return Encoding.ASCII.GetString(text);
    }

    /// <summary>The fixture's frame with the client order id replaced by one of ours.</summary>
    public static byte[] Owned(VenueFixture fixture) => Owned(fixture.Bytes, fixture.Text("clientOrderId")!);

    public static byte[] Owned(byte[] message, string foreignId) => Encoding.UTF8.GetBytes(
        Encoding.UTF8.GetString(message).Replace($"\"{foreignId}\"", $"\"{OwnText()}\"", StringComparison.Ordinal));

    public static OutboundCommand Place(ReportFlags flags = ReportFlags.PostOnly, long triggerNs = 0)
    {
        OutboundCommand command = default;
        ref NewOrder order = ref command.Begin<NewOrder>(CommandKind.NewOrder, new RecordHeader { Instrument = 3 });
        order.ClOrdId = OwnId().Value;
        order.PriceTicks = 268_162;
        order.OrderQtyLots = 10;
        order.Side = Side.Buy;
        order.Flags = flags;
        order.TriggerNs = triggerNs;
        return command;
    }

    public static OutboundCommand Cancel()
    {
        OutboundCommand command = default;
        command.Begin<CancelOrder>(CommandKind.CancelOrder, new RecordHeader { Instrument = 3 }).ClOrdId =
            OwnId().Value;
        return command;
    }

    public static OutboundCommand QueryOwn(long queryId = 77)
    {
        OutboundCommand command = default;
        ref QueryOrder query =
            ref command.Begin<QueryOrder>(CommandKind.QueryOrder, new RecordHeader { Instrument = 3 });
        query.QueryId = queryId;
        query.ClOrdId = OwnId().Value;
        return command;
    }

    public static OutboundCommand List(ListKind kind, long sinceNs = NowNs - 3_600_000_000_000, long orderId = 0)
    {
        OutboundCommand command = default;
        ref QueryList query = ref command.Begin<QueryList>(CommandKind.QueryList, new RecordHeader { Instrument = 3 });
        query.QueryId = 78;
        query.ListKind = kind;
        query.SinceNs = sinceNs;
        query.ClOrdId = OwnId().Value;
        query.OrderId = VenueId.From(orderId);
        return command;
    }

    /// <summary>What a reply to a command is translated to.</summary>
    public static RecordingSink Reply(
        string symbol, in OutboundCommand command, int status, byte[] body, long retryAfterNs = 0)
    {
        using BinanceVenue venue = VenueFor(symbol);
        var sink = new RecordingSink();
        var reply = new VenueReply(status, body, NowNs - 1_000_000, NowNs, retryAfterNs);
        ListPage page = default;
        venue.DecodeReply(command, reply, ref page, sink);
        return sink;
    }

    public static RecordingSink Reply(string symbol, in OutboundCommand command, int status, string body) =>
        Reply(symbol, command, status, Encoding.UTF8.GetBytes(body));
}
