using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues;

/// <summary>
/// Venue clock minus ours, in ns, out of the venue's answers to what its time is: the same for every venue. The venue
/// looked at its clock at some moment between our sending and our receiving, so that an answer proves an interval, and
/// a slow one hardly anything: what is known is narrowed by it, and given up only where it contradicts. Any thread.
/// </summary>
public sealed class ClockOffset
{
    /// <summary>The venues tell whole milliseconds: what is behind them is cut off.</summary>
    private const long CutOffNs = 1_000_000;

    private readonly Lock _gate = new();
    private long _lowNs = long.MinValue; // nothing is known yet
    private long _highNs = long.MaxValue;
    private long _aheadNs;

    /// <summary>The middle of what is possible.</summary>
    public long AheadNs => Volatile.Read(ref _aheadNs);

    /// <summary>
    /// Takes the time in an answer and adds the row about it: what is proven at the least, so that nobody is refused
    /// for a clock because an answer was slow. False = it cannot be read.
    /// </summary>
    internal bool TryTake(ReadOnlySpan<byte> milliseconds, in VenueReply reply, ref ListRows rows)
    {
        if (!WireText.TryReadMs(milliseconds, out long venueNs) || venueNs == 0) return false;
        rows.AddSetting(AccountSettingKind.ClockOffset, Take(venueNs, reply.SentNs, reply.NowNs));
        return true;
    }

    /// <summary>Takes one answer; returns the smallest offset that is possible.</summary>
    public long Take(long venueNs, long sentNs, long receivedNs)
    {
        long lowNs = venueNs - receivedNs;
        long highNs = venueNs + CutOffNs - sentNs;
        lock (_gate)
        {
            bool isAgreed = lowNs <= _highNs && highNs >= _lowNs; // else a clock was set, or one drifted
            _lowNs = isAgreed ? Math.Max(lowNs, _lowNs) : lowNs;
            _highNs = isAgreed ? Math.Min(highNs, _highNs) : highNs;
            Volatile.Write(ref _aheadNs, _lowNs + (_highNs - _lowNs) / 2);
            return Math.Clamp(0, _lowNs, _highNs);
        }
    }
}
