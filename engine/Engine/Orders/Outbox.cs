using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Engine.Orders;

/// <summary>The commands that the present event causes, in the order in which they leave.</summary>
public sealed class Outbox
{
    /// <summary>
    /// More than an event can cause: orders and queries are bounded by the token burst, notices by the slots that one
    /// list touches. At the bound a command is dropped and counted, and what it was for stays due.
    /// </summary>
    public const int Capacity = 4096;

    private readonly OutboundCommand[] _commands = new OutboundCommand[Capacity];
    private RecordHeader _cause;

    public int Count { get; private set; }
    public long Dropped { get; private set; }
    public bool IsFull => Count == Capacity;
    public ReadOnlySpan<OutboundCommand> Commands => _commands.AsSpan(0, Count);

    public void Open(in RecordHeader cause)
    {
        Count = 0;
        _cause = cause;
    }

    /// <summary>Adds a command and returns its payload to be filled.</summary>
    public ref T Add<T>(CommandKind kind) where T : unmanaged
    {
        int at = Count;
        if (IsFull)
        {
            Dropped++;
            at--;
        }
        else
        {
            Count++;
        }

        return ref _commands[at].Begin<T>(kind, _cause);
    }

    public void Notice(NoticeCode code, long a = 0, long b = 0, long c = 0, ulong clOrdId = 0, Reason reason = default)
    {
        ref Notice notice = ref Add<Notice>(CommandKind.Notice);
        notice.Code = code;
        notice.A = a;
        notice.B = b;
        notice.C = c;
        notice.ClOrdId = clOrdId;
        notice.Reason = reason;
    }
}
