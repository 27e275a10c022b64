using System.Globalization;
using System.Text.Json;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Host.Verbs;

namespace OpenSQT.Lmax.Host.Inspection;

/// <summary>One journal record on one line, for people or as JSON.</summary>
public static class RecordLine
{
    public static string Of(in InboundEvent e, bool json) =>
        Of(e.Header, e.Kind.ToString(), cause: null, RecordFields.Of(e), json);

    public static string Of(in OutboundCommand c, bool json) =>
        Of(c.Header, c.Kind.ToString(), c.CauseSequence, RecordFields.Of(c), json);

    private static string Of(
        in RecordHeader header, string kind, long? cause, IEnumerable<(string Name, string Text)> fields, bool json)
    {
        return json
            ? Json(header, kind, cause, fields)
            : string.Create(CultureInfo.InvariantCulture, $"{header.Sequence} {UtcText.OfNs(header.TimeNs)} {kind}")
                + (cause is { } event_ ? string.Create(CultureInfo.InvariantCulture, $" by {event_}") : "")
                + $" from {header.Source}"
                + string.Concat(fields.Select(field => $" {field.Name}={field.Text}"));
    }

    private static string Json(
        RecordHeader header, string kind, long? cause, IEnumerable<(string Name, string Text)> fields) =>
        JsonLine.Of(line =>
        {
            line.WriteNumber("sequence", header.Sequence);
            line.WriteNumber("timeNs", header.TimeNs);
            line.WriteString("kind", kind);
            if (cause is { } sequence) line.WriteNumber("causeSequence", sequence);
            line.WriteString("source", header.Source.ToString());
            line.WriteNumber("instrument", header.Instrument);
            foreach ((string name, string text) in fields)
                line.WriteString(JsonNamingPolicy.CamelCase.ConvertName(name), text);
        });
}
