using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Simulated.Matching;

/// <summary>The checks that need nothing but the order, the contract and the mark price.</summary>
internal static class OrderFilters
{
    private const int ClientIdMax = 36;

    private static readonly System.Buffers.SearchValues<char> ClientIdChars = System.Buffers.SearchValues.Create(
        ".:/_-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly long[] PowersOfTen =
        [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

    public static VenueError Check(in OrderRequest request, InstrumentRules rules, long markE8)
    {
        if (request.ClientId is { } id && !IsClientId(id)) return VenueErrors.BadClientId;
        VenueError error = CheckQuantity(request, rules);
        if (error.IsNone && request.Type == VenueOrderType.Limit) error = CheckPrice(request, rules, markE8);
        if (!error.IsNone || request.ReduceOnly) return error;
        long priceE8 = request.Type == VenueOrderType.Limit ? request.PriceE8 : markE8;
        Int128 notionalE8 = (Int128)priceE8 * request.QuantityE8 / FixedPoint.One;
        return notionalE8 < rules.MinNotionalE8
            ? VenueErrors.MinNotional(FixedPoint.ToText(rules.MinNotionalE8))
            : VenueError.None;
    }

    private static VenueError CheckQuantity(in OrderRequest request, InstrumentRules rules)
    {
        if (request.QuantityE8 <= 0) return VenueErrors.QuantityNotPositive;
        if (request.QuantityE8 % PowersOfTen[FixedPoint.Decimals - rules.QuantityDecimals] != 0)
            return VenueErrors.Precision;
        (long lots, long rest) = long.DivRem(request.QuantityE8, rules.LotSizeE8);
        long max = request.Type == VenueOrderType.Market ? rules.MaxMarketQtyLots : rules.MaxQtyLots;
        if (lots > max) return VenueErrors.QuantityTooLarge;
        if (lots < rules.MinQtyLots) return VenueErrors.QuantityTooSmall;
        return rest != 0 ? VenueErrors.NotOnLot : VenueError.None;
    }

    private static VenueError CheckPrice(in OrderRequest request, InstrumentRules rules, long markE8)
    {
        long price = request.PriceE8;
        if (price <= 0) return VenueErrors.PriceNotPositive;
        if (price % PowersOfTen[FixedPoint.Decimals - rules.PriceDecimals] != 0) return VenueErrors.Precision;
        if (price > rules.MaxPriceE8) return VenueErrors.PriceTooHigh;
        if (price < rules.MinPriceE8) return VenueErrors.PriceTooLow;
        if (price % rules.TickSizeE8 != 0) return VenueErrors.NotOnTick;
        Int128 scaled = (Int128)price * FixedPoint.One;
        if (request.Side == Side.Buy && scaled > (Int128)markE8 * (FixedPoint.One + rules.PriceBandE8))
            return VenueErrors.PriceAboveBand;
        if (request.Side == Side.Sell && scaled < (Int128)markE8 * (FixedPoint.One - rules.PriceBandE8))
            return VenueErrors.PriceBelowBand;
        return VenueError.None;
    }

    private static bool IsClientId(string id) =>
        id.Length is > 0 and <= ClientIdMax && !id.AsSpan().ContainsAnyExcept(ClientIdChars);
}
