namespace OpenSQT.Lmax.Dashboard.Live;

/// <summary>The last notices of this run. Posting takes a lock that is held for moments only.</summary>
public sealed class NoticeBoard
{
    public const int Capacity = 200;

    private readonly Queue<BoardNotice> _notices = new(Capacity);
    private readonly Lock _gate = new();
    private long _count;

    public void Post(long timeNs, string level, string text)
    {
        lock (_gate)
        {
            if (_notices.Count == Capacity) _notices.Dequeue();
            _notices.Enqueue(new BoardNotice(++_count, timeNs, level, text));
        }
    }

    /// <summary>Those with a number above <paramref name="after"/>, oldest first.</summary>
    public IReadOnlyList<BoardNotice> Read(long after)
    {
        lock (_gate) return [.. _notices.Where(notice => notice.Number > after)];
    }
}
