using OpenSQT.Lmax.Simulated.Market;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Fronts;

/// <summary>
/// Where a front hears what happens at the exchange, to tell its clients. Called under the exchange's lock, in the
/// order of the events.
/// </summary>
internal interface IVenueStreams
{
    /// <summary>The books have changed; what changed is in their entries.</summary>
    void OnAccount(AccountBooks books, long nowMs);

    void OnMarket(in MarketEvent e, long nowMs);

    /// <summary>Some time has passed: candles, clocks of the venue.</summary>
    void OnTick(long nowMs);

    /// <summary>Fault switch: the venue asks its clients to come back.</summary>
    void EndSessions();
}
