using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Ports;
using static OpenSQT.Lmax.Simulated.Simulation.FaultClass;
using static OpenSQT.Lmax.Simulated.Simulation.Timeline;

namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>The account's private stream: frames in order, unless a fault has it otherwise.</summary>
internal sealed class VirtualUserStream(SeedRun seed)
{
    private const long BackWithinNs = 5 * Second;

    private readonly FaultPlan _faults = seed.Faults;
    private readonly VirtualLink _link = new(seed, GatewayLink.UserStream, EventSource.UserGateway);
    private long _lastNs;

    public void Connect() => _link.Connect();

    public void Send(byte[] frame)
    {
        if (!_link.IsOpen || _faults.Hits(UserEventLost)) return;
        if (_faults.Hits(UserEventGarbled)) frame = frame[..(int)seed.Random.Below(frame.Length)];
        if (_faults.Hits(UserEventDelayed))
        {
            Deliver(frame, seed.Random.Below(3 * Second));
            return;
        }

        _lastNs = long.Max(_lastNs, seed.Time.NowNs + Millisecond + seed.Random.Below(15 * Millisecond));
        Deliver(frame, _lastNs - seed.Time.NowNs);
        if (_faults.Hits(UserEventDuplicated)) Deliver(frame, seed.Random.Below(3 * Second));
    }

    /// <summary>Ten times a second.</summary>
    public void Tick()
    {
        if (_faults.Hits(UserStreamGap)) _link.Break(3 * Second, BackWithinNs);
        if (!_faults.Hits(ListenKeyExpired) || !_link.IsOpen) return;
        byte[]? frame = seed.Venue.SessionEnd();
        if (seed.Random.Below(2) == 0 && frame is not null) Deliver(frame, 5 * Millisecond);
        else _link.Break(10 * Second, BackWithinNs); // no event: only the silence tells
    }

    private void Deliver(byte[] frame, long delayNs)
    {
        long connection = _link.Connection;
        seed.Time.After(delayNs, () => seed.Process.Hear(() =>
        {
            if (connection != _link.Connection || !seed.Process.IsUp) return;
            FrameMeaning meaning = seed.Protocol.DecodeUserFrame(frame, seed.Process.NowNs, seed.Process);
            seed.Process.Drain();
            if (meaning is FrameMeaning.Broken or FrameMeaning.SessionEnded) _link.Reconnect(BackWithinNs);
        }));
    }
}
