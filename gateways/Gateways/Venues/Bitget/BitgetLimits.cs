using System.Text;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Bitget;

/// <summary>
/// The venue counts the requests of each second, endpoint and account, says in <c>x-mbx-used-remain-limit</c> how many
/// of them are left (REST only), and never how long to wait. A second is enough, unless it refuses again right after
/// it: then it is the limit of the address, which lasts minutes, and the engine's own growing silence. Any thread.
/// </summary>
internal sealed class BitgetLimits
{
    private const long WindowNs = 1_000_000_000;

    /// <summary>A refusal this soon after the silence is about another limit.</summary>
    private const long AgainNs = 3 * WindowNs;

    private readonly ToldOnce _held = new();
    private readonly Lock _gate = new();
    private long _refusedNs = long.MinValue / 2;

    /// <summary>How long to be silent after a refusal; 0 = as long as the engine thinks right.</summary>
    public long SilenceNs(in VenueReply reply)
    {
        if (reply.RetryAfterNs > 0) return reply.RetryAfterNs;
        lock (_gate)
        {
            long sinceNs = reply.NowNs - _refusedNs;
            if (sinceNs < WindowNs) return WindowNs - Math.Max(0, sinceNs); // sent before the silence began
            _refusedNs = reply.NowNs;
            return sinceNs < AgainNs ? 0 : WindowNs;
        }
    }

    /// <summary>How long to be silent because nothing is left of this second; 0 = not, or said already.</summary>
    public long HoldBackNs(in VenueReply reply)
    {
        if (reply.Status == 429) return 0; // the refusal asks for silence itself
        var lines = new HeaderLines(reply.Usage);
        while (lines.TryNext(out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value))
        {
            if (!Ascii.EqualsIgnoreCase(name, "x-mbx-used-remain-limit"u8)) continue;
            bool isUsedUp = JsonScanner.TryReadLong(value, out long left) && left <= 0;
            return isUsedUp ? _held.Tell(WindowNs, reply.NowNs) : 0;
        }

        return 0;
    }
}
