using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Simulated.Fronts;

namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>One request under way: a command's, or the one for the next page of its list.</summary>
internal sealed class VirtualCall(
    in OutboundCommand command, in ListPage page, VenueRequest request, long sentNs, long run)
{
    /// <summary>What is asked; a field, because it is large and handed on by reference.</summary>
    public readonly OutboundCommand Command = command;

    /// <summary>How far a list has come.</summary>
    public ListPage Page = page;

    public FrontRequest Request { get; } = AsReceived(request);
    public long SentNs => sentNs;
    public long Run => run;
    public bool IsAnswered { get; set; }
    public bool IsPlace => Command.Kind == CommandKind.NewOrder;
    public bool IsRead => Command.Kind is CommandKind.QueryOrder or CommandKind.QueryList;

    /// <summary>As the venue reads it.</summary>
    public static FrontRequest AsReceived(VenueRequest request)
    {
        string method = request.Verb switch
        {
            HttpVerb.Post => "POST",
            HttpVerb.Put => "PUT",
            HttpVerb.Delete => "DELETE",
            _ => "GET",
        };
        string target = Encoding.ASCII.GetString(request.Target.Span);
        string headers = Encoding.ASCII.GetString(request.Headers.Span);
        int query = target.IndexOf('?', StringComparison.Ordinal);
        return new FrontRequest(
            method,
            query < 0 ? target : target[..query],
            query < 0 ? "" : target[(query + 1)..],
            Encoding.ASCII.GetString(request.Body.Span),
            name => Header(headers, name));
    }

    private static string Header(string headers, string name)
    {
        foreach (ReadOnlySpan<char> line in headers.AsSpan().EnumerateLines())
        {
            if (line.Length > name.Length && line[name.Length] == ':'
                && line.StartsWith(name, StringComparison.OrdinalIgnoreCase))
                return line[(name.Length + 1)..].Trim().ToString();
        }

        return "";
    }
}
