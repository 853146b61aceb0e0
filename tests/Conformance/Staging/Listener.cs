using System.Net.Sockets;

namespace AsyncoreNet.Conformance;

/// <summary>Listens at a port of its own, or at a path. Parallel to traced.py.</summary>
internal class Listener : Traced
{
    public Listener(Stage stage, string name, string? path = null)
        : base(stage, name)
    {
        if (path is null)
        {
            create_socket();
            set_reuse_addr();
            bind(("127.0.0.1", 0));
        }
        else
        {
            create_socket(AddressFamily.Unix);
            bind(path);
        }

        listen(5);
    }
}
