using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>
/// One stream's connection: when the venue sends into it, and when the process knows that it is up or down.
/// </summary>
internal sealed class VirtualLink(SeedRun seed, GatewayLink link, EventSource source)
{
    /// <summary>Number of the present connection; what an earlier one carried never arrives.</summary>
    public long Connection { get; private set; }

    /// <summary>The venue's side is connected: frames leave.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Connects after a moment; the process is told.</summary>
    public void Connect(long withinNs = 200 * Timeline.Millisecond)
    {
        long connection = ++Connection;
        long run = seed.Process.Run;
        IsOpen = false;
        seed.Time.After(5 * Timeline.Millisecond + seed.Random.Below(withinNs), () =>
        {
            if (connection != Connection || run != seed.Process.Run) return;
            IsOpen = true;
            Tell(isUp: true);
        });
    }

    /// <summary>Nothing comes any more; the process notices later, and connects anew.</summary>
    public void Break(long noticedWithinNs, long backWithinNs)
    {
        if (!IsOpen) return;
        IsOpen = false;
        long connection = ++Connection;
        seed.Time.After(seed.Random.Below(noticedWithinNs), () =>
        {
            if (connection == Connection) Reconnect(backWithinNs);
        });
    }

    /// <summary>The process gives the connection up and opens a new one.</summary>
    public void Reconnect(long backWithinNs)
    {
        Tell(isUp: false);
        Connect(backWithinNs);
    }

    private void Tell(bool isUp) => seed.Process.Hear(() =>
    {
        seed.Process.Publish(EventKind.GatewayStatus, source, new GatewayStatus
        {
            Link = link,
            Up = isUp ? (byte)1 : (byte)0,
            Reason = isUp ? Reason.None : Reason.Disconnected,
        });
        seed.Process.Drain();
    });
}
