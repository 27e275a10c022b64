namespace OpenSQT.Lmax.Gateways.Ports;

/// <summary>
/// A venue cannot be used as asked. Thrown at start-up and in blocking calls only; the message names the thing and
/// the remedy, and never contains a key, a signature or a query string.
/// </summary>
public sealed class VenueException : Exception
{
    public VenueException(string message) : base(message)
    {
    }

    public VenueException(string message, Exception cause) : base(message, cause)
    {
    }
}
