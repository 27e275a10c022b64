using System.Text.Json;
using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Host.Running;

/// <summary>
/// Every refusal, trip, halt, repair and other notice that is no routine: how often, and the last of each kind in
/// words, with its figures. For the ends of runs and for reports out of a journal.
/// </summary>
public sealed class CauseTally
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<NoticeCode, (long Count, string Text)> _rows = [];

    /// <summary>In the order of their codes.</summary>
    public IReadOnlyList<(NoticeCode Code, long Count, string Text)> Rows
    {
        get { lock (_gate) return [.. _rows.Select(row => (row.Key, row.Value.Count, row.Value.Text))]; }
    }

    /// <param name="code">Of the notice.</param>
    /// <param name="text">The notice in words.</param>
    public void Add(NoticeCode code, string text)
    {
        if (NoticeText.IsRoutine(code)) return;
        lock (_gate) _rows[code] = (_rows.GetValueOrDefault(code).Count + 1, text);
    }

    public void Write(Utf8JsonWriter line)
    {
        line.WriteStartArray("causes");
        foreach ((NoticeCode code, long count, string text) in Rows)
        {
            line.WriteStartObject();
            line.WriteString("code", code.ToString());
            line.WriteNumber("count", count);
            line.WriteString("last", text);
            line.WriteEndObject();
        }

        line.WriteEndArray();
    }
}
