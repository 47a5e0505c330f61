// Command initiate makes a new mongod the only member of its replica set, and waits
// until it takes writes.
package main

import (
	"context"
	"flag"
	"log"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"
)

// How long a mongod may take to start and to elect itself.
const patience = time.Minute

func main() {
	address := flag.String("address", "", "where the mongod listens")
	set := flag.String("set", "rs0", "the name of its replica set (its --replSet)")
	flag.Parse()
	limited, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := initiate(limited, *address, *set); err != nil {
		log.Fatal(err)
	}
}

func initiate(limited context.Context, address, set string) error {
	uri := "mongodb://" + address + "/?directConnection=true"
	client, err := mongo.Connect(limited, options.Client().ApplyURI(uri))
	if err != nil {
		return err
	}
	admin := client.Database("admin")
	member := bson.M{"_id": 0, "host": address}
	config := bson.M{"_id": set, "members": bson.A{member}}
	if err := admin.RunCommand(limited, bson.M{"replSetInitiate": config}).Err(); err != nil {
		return err
	}
	var hello struct{ IsWritablePrimary bool }
	for !hello.IsWritablePrimary {
		if err := admin.RunCommand(limited, bson.M{"hello": 1}).Decode(&hello); err != nil {
			return err
		}
		time.Sleep(50 * time.Millisecond)
	}
	return nil
}
