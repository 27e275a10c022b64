using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Streams;

/// <summary>
/// Passes events on and remembers which accepted orders the user stream has said nothing of: a user stream is quiet
/// by nature, so its silence shows only against what order entry hears. Ids are kept in small tables without chains;
/// a clash forgets one of the two, which costs a look and no correctness.
/// </summary>
public sealed class ReportWatch(IEventSink inner) : IEventSink
{
    private const int Slots = 1024;
    private const long PatienceNs = 5_000_000_000;

    private readonly Lock _gate = new();
    private readonly ulong[] _reported = new ulong[Slots];
    private readonly ulong[] _missing = new ulong[Slots];
    private readonly long[] _acceptedNs = new long[Slots];

    public void Publish(in InboundEvent e)
    {
        if (e.Kind == EventKind.ExecutionReport) Note(e.Read<ExecutionReport>(), e.Header.TimeNs);
        inner.Publish(e);
    }

    /// <summary>The stream has come up anew: what it missed is the reconcile's business.</summary>
    public void Restart()
    {
        lock (_gate) Array.Clear(_missing);
    }

    /// <summary>Whether an order was accepted a while ago and the stream has not said so.</summary>
    public bool IsReportMissing(long nowNs)
    {
        lock (_gate)
        {
            for (int i = 0; i < Slots; i++)
                if (_missing[i] != 0 && nowNs - _acceptedNs[i] > PatienceNs) return true;
        }

        return false;
    }

    private void Note(in ExecutionReport report, long nowNs)
    {
        int slot = (int)((report.ClOrdId * 0x9E37_79B9_7F4A_7C15) >> 54);
        bool isReply = (report.Flags & ReportFlags.Reply) != 0;
        lock (_gate)
        {
            if (!isReply)
            {
                _reported[slot] = report.ClOrdId;
                if (_missing[slot] == report.ClOrdId) _missing[slot] = 0;
            }
            else if (report.ExecType == ExecType.New && _reported[slot] != report.ClOrdId)
            {
                _missing[slot] = report.ClOrdId;
                _acceptedNs[slot] = nowNs;
            }
        }
    }
}
