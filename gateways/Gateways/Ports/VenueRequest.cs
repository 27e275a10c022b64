namespace OpenSQT.Lmax.Gateways.Ports;

/// <summary>
/// One HTTP request to a venue as bytes, reused for ever: verb, target (path and query), extra header lines (each
/// ends with CR LF) and body. Owned by one thread at a time.
/// </summary>
public sealed class VenueRequest
{
    public HttpVerb Verb { get; private set; }
    public ByteText Target { get; } = new(2048);
    public ByteText Headers { get; } = new(1024);
    public ByteText Body { get; } = new(4096);

    public void Begin(HttpVerb verb, ReadOnlySpan<byte> path)
    {
        Verb = verb;
        Target.Clear();
        Headers.Clear();
        Body.Clear();
        Target.Add(path);
    }

    /// <summary>Only the verb: target, keys and signature stay out of every text form.</summary>
    public override string ToString() => Verb.ToString();
}
