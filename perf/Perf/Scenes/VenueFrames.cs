using System.Text;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Venues.Binance;

namespace OpenSQT.Lmax.Perf.Scenes;

/// <summary>Binance's frames as a gateway gets them, and its protocol bound to the instrument of the scenes.</summary>
public static class VenueFrames
{
    public static BotCode Bot { get; } =
        BotCode.TryParse("b1", out BotCode code) ? code : throw new InvalidOperationException("b1 is a bot code");

    /// <summary>A public capture of June 2026, byte for byte: the usual layout.</summary>
    public static byte[] BookTicker { get; } =
        """{"e":"bookTicker","u":10708444522016,"s":"BTCUSDT","b":"63405.40","B":"4.629","a":"63405.50","A":"2.357","T":1780563843114,"E":1780563843114}"""u8
        .ToArray();

    /// <summary>The same fields in another order and with one that nobody knows.</summary>
    public static byte[] BookTickerReordered { get; } =
        """{"st":2,"E":1780563843114,"T":1780563843114,"s":"BTCUSDT","a":"63405.50","A":"2.357","b":"63405.40","B":"4.629","u":10708444522016,"e":"bookTicker"}"""u8
        .ToArray();

    /// <summary>The documentation's sample of a partial fill, with a client id of ours.</summary>
    public static byte[] OrderUpdate { get; } = Encoding.UTF8.GetBytes(
        """{"e":"ORDER_TRADE_UPDATE","T":1568879465651,"E":1568879465651,"o":{"s":"BTCUSDT","c":"$ID","S":"BUY","o":"LIMIT","f":"GTC","q":"0.002","p":"7100.50","ap":"7100.50","sp":"0","x":"TRADE","X":"PARTIALLY_FILLED","i":8886774,"l":"0.001","z":"0.001","L":"7100.50","N":"USDT","n":"0.01000000","T":1568879465651,"t":12345678,"b":"0","a":"0","m":true,"R":false,"wt":"CONTRACT_PRICE","ot":"LIMIT","ps":"BOTH","cp":false,"AP":"0","cr":"0","pP":false,"si":0,"ss":0,"rp":"12.34","V":"EXPIRE_TAKER"}}"""
        .Replace("$ID", OwnId(), StringComparison.Ordinal));

    public static BinanceVenue NewVenue(string apiKey = "bench-key", string secret = "bench-secret")
    {
        var venue = new BinanceVenue(new Credentials(apiKey, secret), Bot);
        venue.Bind(new Instrument(0, ScriptedVenue.Definition));
        return venue;
    }

    /// <summary>The usual layout at another price; the frame's length never changes.</summary>
    public static byte[] BookTickerAt(long priceTicks)
    {
        string text = Encoding.UTF8.GetString(BookTicker);
        return Encoding.UTF8.GetBytes(text
            .Replace("63405.40", PriceOf(priceTicks), StringComparison.Ordinal)
            .Replace("63405.50", PriceOf(priceTicks + 1), StringComparison.Ordinal));
    }

    private static string PriceOf(long ticks) =>
        (ticks / 100m).ToString("F2", System.Globalization.CultureInfo.InvariantCulture);

    private static string OwnId()
    {
        byte[] text = new byte[ClOrdId.TextLength];
        ClOrdId.Create(0, 1, 5, Engine.Messages.Side.Buy, 1).Format(Bot, text);
        return Encoding.ASCII.GetString(text);
    }
}
