using System.Text;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Gateways.Venues.Gate;

/// <summary>
/// Signed contracts on the wire, lots inside. One lot is the smallest order step: one contract, or a part of one where
/// the contract has decimals; in base currency it is worth step × quanto_multiplier.
/// </summary>
/// <param name="name">As the venue spells it, e.g. ETH_USDT.</param>
/// <param name="stepE8">Contracts a lot, in 1e-8.</param>
internal sealed class GateContract(string name, long stepE8)
{
    public byte[] Name { get; } = Encoding.ASCII.GetBytes(name);

    /// <summary>ETHUSDT and ETH_USDT are the same to us; the venue knows the second.</summary>
    public static string NameOf(string symbol)
    {
        const string quote = "USDT";
        string upper = symbol.ToUpperInvariant();
        bool isJoined = !upper.Contains('_', StringComparison.Ordinal)
            && upper.EndsWith(quote, StringComparison.Ordinal);
        return isJoined ? $"{upper[..^quote.Length]}_{quote}" : upper;
    }

    /// <summary>Signed contracts, as a number or a string, to lots; false when they are no whole lot.</summary>
    public bool TryReadLots(ReadOnlySpan<byte> text, out long lots)
    {
        lots = 0;
        if (!FixedPoint.TryParse(text, out long contractsE8)) return false;
        (lots, long rest) = long.DivRem(contractsE8, stepE8);
        return rest == 0;
    }

    /// <summary>The same, rounded toward zero: for sizes that are only looked at.</summary>
    public bool TryReadSize(ReadOnlySpan<byte> text, out long lots)
    {
        bool isRead = FixedPoint.TryParse(text, out long contractsE8);
        lots = contractsE8 / stepE8;
        return isRead;
    }

    public int Format(long lots, Span<byte> text) => FixedPoint.Format(lots * stepE8, text);
}
