using System.Text;
using Microsoft.AspNetCore.Http;
using OpenSQT.Lmax.Dashboard.Reports;
using OpenSQT.Lmax.Engine.Audit;

namespace OpenSQT.Lmax.Dashboard.Live;

/// <summary>
/// One reader of <c>/api/events</c> (server-sent events): the state twice a second, and slots, fills, notices and
/// the chart's next point whenever there is something new. A slow reader holds up only itself.
/// </summary>
internal sealed class EventStream(DashboardSources sources, History history)
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    private ReadOnlyMemory<byte> _slots;
    private long _fill;
    private long _notice;
    private long _pointMs;

    public async Task ServeAsync(HttpResponse response, CancellationToken stop)
    {
        response.ContentType = "text/event-stream";
        using var timer = new PeriodicTimer(Period);
        do
        {
            await WriteNewsAsync(response, stop);
            await response.Body.FlushAsync(stop);
        }
        while (await timer.WaitForNextTickAsync(stop));
    }

    private async Task WriteNewsAsync(HttpResponse response, CancellationToken stop)
    {
        await SendAsync(response, "state", JsonBody.Of(json => StateJson.Write(json, sources)), stop);
        ReadOnlyMemory<byte> slots = JsonBody.Of(json => ListsJson.WriteSlots(json, sources));
        if (!slots.Span.SequenceEqual(_slots.Span)) await SendAsync(response, "slots", slots, stop);
        _slots = slots;

        FillRecord[] fills = sources.Snapshots.ReadFills(_fill);
        if (fills.Length > 0 && sources.Machinery().Instrument is not null)
        {
            await SendAsync(response, "fills", JsonBody.Of(json => ListsJson.WriteFills(json, sources, fills)), stop);
            _fill = fills[^1].Number;
        }

        IReadOnlyList<BoardNotice> notices = sources.Notices.Read(_notice);
        if (notices.Count > 0)
        {
            await SendAsync(response, "notices", JsonBody.Of(json => ListsJson.WriteNotices(json, notices)), stop);
            _notice = notices[^1].Number;
        }

        HistoryPoint point = history.Last;
        if (point.TimeMs == _pointMs) return;
        await SendAsync(response, "point", JsonBody.Of(json => ListsJson.WritePoint(json, point)), stop);
        _pointMs = point.TimeMs;
    }

    /// <summary>The writer's JSON has no line break, so one data line holds it.</summary>
    private static async Task SendAsync(
        HttpResponse response, string name, ReadOnlyMemory<byte> data, CancellationToken stop)
    {
        await response.Body.WriteAsync(Encoding.ASCII.GetBytes($"event: {name}\ndata: "), stop);
        await response.Body.WriteAsync(data, stop);
        await response.Body.WriteAsync("\n\n"u8.ToArray(), stop);
    }
}
