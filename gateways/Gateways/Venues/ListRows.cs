using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues;

/// <summary>Publishes the answer to one list query: begin, rows, end, with the count that was published.</summary>
internal struct ListRows
{
    private readonly ListKind _kind;
    private readonly byte _instrument;
    private readonly long _nowNs;
    private readonly IEventSink _sink;

    public ListRows(in QueryList query, byte instrument, long nowNs, IEventSink sink, int countBefore = 0)
    {
        QueryId = query.QueryId;
        _kind = query.ListKind;
        _instrument = instrument;
        _nowNs = nowNs;
        _sink = sink;
        Count = countBefore;
        RowsSeen = 0;
    }

    public long QueryId { get; }

    /// <summary>Rows published so far, those of earlier pages included.</summary>
    public int Count { get; private set; }

    /// <summary>Rows in the venue's answer, skipped ones included.</summary>
    public int RowsSeen { get; set; }

    public readonly void Begin()
    {
        InboundEvent e = default;
        ref ListBegin begin = ref e.Begin<ListBegin>(
            EventKind.ListBegin, EventSource.ExecutionGateway, _instrument, _nowNs);
        begin.QueryId = QueryId;
        begin.ListKind = _kind;
        _sink.Publish(e);
    }

    public void Add<T>(EventKind kind, in T row) where T : unmanaged
    {
        InboundEvent e = default;
        e.Begin<T>(kind, EventSource.ExecutionGateway, _instrument, _nowNs) = row;
        _sink.Publish(e);
        Count++;
    }

    public void AddSetting(AccountSettingKind kind, long value) =>
        Add(EventKind.AccountSetting, new AccountSetting { QueryId = QueryId, Kind = kind, Value = value });

    public readonly void End(bool isWhole, Reason reason)
    {
        InboundEvent e = default;
        ref ListEnd end = ref e.Begin<ListEnd>(EventKind.ListEnd, EventSource.ExecutionGateway, _instrument, _nowNs);
        end.QueryId = QueryId;
        end.ListKind = _kind;
        end.Count = Count;
        end.Outcome = isWhole ? Outcome.Accepted : Outcome.InDoubt;
        end.Reason = reason;
        _sink.Publish(e);
    }
}
