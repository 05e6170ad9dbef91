package dev.slurmec2.training;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** Takes TLS connections on loopback and hands what they carry to a server without TLS. */
final class TlsFront implements AutoCloseable {
  private static final int BACKLOG = 16;

  private final SSLServerSocket listener;
  private final URI behind;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private TlsFront(SSLServerSocket listener, URI behind) {
    this.listener = listener;
    this.behind = behind;
  }

  /**
   * Starts it.
   *
   * @param keys a PKCS#12 file with a key and a certificate for 127.0.0.1
   * @param behind the server's URL
   */
  static TlsFront start(Path keys, char[] password, URI behind)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, password);
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    SSLServerSocket listener =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(
                    0, BACKLOG, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    TlsFront front = new TlsFront(listener, behind);
    inBackground(front::accept);
    return front;
  }

  URI url() {
    return URI.create("https://127.0.0.1:" + listener.getLocalPort());
  }

  private void accept() throws IOException {
    while (!listener.isClosed()) {
      Socket client = listener.accept();
      Socket server = new Socket(behind.getHost(), behind.getPort());
      open.add(client);
      open.add(server);
      inBackground(() -> copy(client, server));
      inBackground(() -> copy(server, client));
    }
  }

  private void copy(Socket from, Socket to) throws IOException {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void inBackground(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException closed) {
                // By the other side or by close(): there is nothing more to hand on.
              }
            },
            "tls-front");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
