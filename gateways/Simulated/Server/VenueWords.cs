using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>The spellings of the Binance protocol, in one place, both ways.</summary>
internal static class VenueWords
{
    private static readonly string[] Statuses =
        ["NEW", "PARTIALLY_FILLED", "FILLED", "CANCELED", "EXPIRED", "EXPIRED_IN_MATCH"];

    private static readonly string[] Tifs = ["GTC", "GTX", "IOC", "FOK"];
    private static readonly string[] Preventions = ["EXPIRE_MAKER", "EXPIRE_TAKER", "EXPIRE_BOTH"];
    private static readonly string[] PositionSides = ["BOTH", "LONG", "SHORT"];

    public static string Of(Side side) => side == Side.Buy ? "BUY" : "SELL";

    public static string Of(VenueOrderType type) => type == VenueOrderType.Limit ? "LIMIT" : "MARKET";

    public static string Of(TimeInForce tif) => Tifs[(int)tif];

    public static string Of(VenueOrderStatus status) => Statuses[(int)status];

    public static string Of(SelfTradePrevention prevention) => Preventions[(int)prevention];

    public static bool TryParse(string? text, out Side side)
    {
        side = text == "SELL" ? Side.Sell : Side.Buy;
        return text is "BUY" or "SELL";
    }

    public static bool TryParse(string? text, out TimeInForce tif) => TryFind(Tifs, text, out tif);

    /// <summary>Absent and NONE mean the venue's default.</summary>
    public static bool TryParse(string? text, out SelfTradePrevention prevention) =>
        TryFind(Preventions, text is null or "NONE" ? Preventions[0] : text, out prevention);

    public static bool TryParse(string? text, out PositionSide side) =>
        TryFind(PositionSides, text ?? "BOTH", out side);

    private static bool TryFind<T>(string[] words, string? text, out T value)
        where T : struct, Enum
    {
        int index = Array.IndexOf(words, text);
        value = (T)Enum.ToObject(typeof(T), (byte)int.Max(0, index));
        return index >= 0;
    }
}
