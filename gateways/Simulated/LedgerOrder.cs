using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated;

/// <summary>
/// One order in the venue's own books. <see cref="FilledLots"/> is added up from the fills themselves.
/// </summary>
public sealed record LedgerOrder(
    long OrderId,
    string ClientId,
    Side Side,
    VenueOrderStatus Status,
    long PriceTicks,
    long QtyLots,
    long CumLots,
    int Fills,
    long FilledLots,
    long FeesE8);
