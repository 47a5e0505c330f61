// Command mongo serves the MongoDB protocol from a folder, for tests where there is no
// mongod. It prints "ready ADDRESS" once it listens, and serves until SIGTERM or Ctrl-C.
//
// It is FerretDB on SQLite: inserts under a unique _id are atomic and durable, and that
// is all to rely on. It is no replica set and has no transactions.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"log/slog"
	"net/url"
	"os"
	"os/signal"
	"syscall"

	"github.com/FerretDB/FerretDB/ferretdb"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "the address to serve; port 0 is a free one")
	dir := flag.String("dir", "", "the folder for data; it must exist")
	flag.Parse()
	if *dir == "" {
		log.Fatal("say where to keep data: -dir FOLDER")
	}
	stop, _ := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	if err := serve(stop, *listen, *dir); err != nil {
		log.Fatal(err)
	}
}

func serve(stop context.Context, listen, dir string) error {
	level := slog.HandlerOptions{Level: slog.LevelError}
	server, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{TCP: listen},
		Logger:    slog.New(slog.NewTextHandler(os.Stderr, &level)),
		Handler:   "sqlite",
		SQLiteURL: "file:" + dir + "/",
	})
	if err != nil {
		return err
	}
	go func() {
		// It answers once the server runs.
		uri, err := url.Parse(server.MongoDBURI())
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("ready", uri.Host)
	}()
	return server.Run(stop)
}
